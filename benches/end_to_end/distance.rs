//! The cloud from afar: every byte takes half of the way's time in its direction, and a new
//! connection once the whole.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// Where the cloud is met; it is closed when this is dropped.
pub struct Front {
    base: String,
    task: AbortHandle,
}

impl Front {
    pub fn start(runtime: &Runtime, cloud: &str, away: Duration) -> Self {
        let cloud = cloud.to_owned();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let task = runtime.spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(connect(near, cloud.clone(), away));
            }
        });
        Self {
            base,
            task: task.abort_handle(),
        }
    }

    /// `http://127.0.0.1:PORT`
    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn auth_url(&self) -> String {
        format!("{}/identity/v3", self.base)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connect(near: TcpStream, cloud: String, away: Duration) {
    let Ok(far) = TcpStream::connect(cloud).await else {
        return;
    };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    if away.is_zero() {
        let (mut near, mut far) = (near, far);
        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
        return;
    }
    tokio::time::sleep(away).await;
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    tokio::join!(
        carry(near_in, far_out, away / 2),
        carry(far_in, near_out, away / 2)
    );
}

/// Bytes in their order, each chunk so much later.
async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, later: Duration) {
    let (sent, mut due) = unbounded_channel::<(Instant, Vec<u8>)>();
    let read = async move {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let _ = sent.send((Instant::now() + later, buffer[..length].to_vec()));
        }
    };
    let write = async move {
        while let Some((at, bytes)) = due.recv().await {
            tokio::time::sleep_until(at).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}
