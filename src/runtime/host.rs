//! The outside beside the screen: what the system tells the process, and what is done to it.

use std::io;

use tokio::sync::mpsc::Receiver;

use crate::app::ssh::errand::{End, Errand};
use crate::openstack::secret::Secret;

/// What the system tells the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The terminal is gone.
    Hangup,
    Interrupt,
    Quit,
    Terminate,
    /// The process is to stop, as by Ctrl+Z.
    Stop,
    /// The process runs again after it was stopped.
    Continue,
}

/// What the loop does to the outside beside drawing.
pub trait Host {
    /// Puts text on the clipboard, or says why not.
    fn copy(&mut self, text: &str) -> Result<(), String>;
    /// Has a browser of this machine show an address, or says why not.
    fn open(&mut self, address: &Secret) -> Result<(), String>;
    fn mouse(&mut self, on: bool) -> io::Result<()>;
    /// Gives the terminal back and stops the process; returns when it runs again, with the
    /// terminal taken. Fails where it cannot be stopped; whose the terminal is then is open.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after somebody else had it.
    fn resume(&mut self) -> io::Result<()>;
    /// Has what was typed and not read yet be noticed once more.
    fn hear_out(&mut self) -> io::Result<()> {
        Ok(())
    }
    /// Gives the terminal to a program, in the foreground, until it ends, and takes it again. A
    /// signal that ends us ends it too; the terminal is then given back for good. Fails where the
    /// terminal cannot be taken again.
    fn run(
        &mut self,
        errand: &Errand,
        signals: &mut Receiver<Signal>,
    ) -> impl Future<Output = io::Result<Ran>>;
}

/// What became of a program that was given the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ran {
    /// It ended, or could not be started; the terminal is ours again.
    Back(End),
    /// This signal ends us, and has ended it.
    Signal(Signal),
}
