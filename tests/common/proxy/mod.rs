//! A proxy on loopback between the program and the imitation cloud, which spoils what it is told
//! to: connections, headers, bodies, what they say, and when.

pub mod fault;
pub mod front;
mod h2;
pub mod message;
pub mod mutate;

use std::fmt::Write as _;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::{JoinHandle, JoinSet};

use self::fault::{At, Fault, Order, Which};
use self::front::{Front, Wire};
use self::message::{Answer, Heard};

pub struct Proxy {
    shared: Arc<Shared>,
    gate: Mutex<(Gate, JoinHandle<()>)>,
    runtime: Arc<Runtime>,
}

struct Shared {
    address: SocketAddr,
    /// Where the cloud is.
    cloud: String,
    front: Front,
    accepted: AtomicUsize,
    orders: Mutex<Vec<Order>>,
    heard: Mutex<Vec<Heard>>,
}

/// How the proxy treats those who knock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gate {
    Open,
    Shut,
    Jammed,
}

/// How many connections wait to be taken before the next is left without an answer.
const QUEUE: u32 = 1024;
const JAMMED_QUEUE: u32 = 1;

impl Proxy {
    /// `cloud` is the address of the cloud, `http://127.0.0.1:PORT`.
    pub fn start(runtime: Arc<Runtime>, cloud: &str) -> Self {
        Self::behind(runtime, cloud, |_| Front::Plain)
    }

    /// The same behind what `front` makes for its host.
    pub fn behind(
        runtime: Arc<Runtime>,
        cloud: &str,
        front: impl FnOnce(Ipv4Addr) -> Front,
    ) -> Self {
        // An address of its own: while the gate is shut nobody else must take the port.
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // Always of the same length, since sentences about it are cut where a screen ends.
        let part = |number: u32| 100 + u8::try_from(number % 100).unwrap();
        let host = Ipv4Addr::new(
            127,
            part(std::process::id()),
            part(number / 100),
            part(number),
        );
        let socket = TcpSocket::new_v4().unwrap();
        // As all of its successors.
        socket.set_reuseaddr(true).unwrap();
        socket.bind((host, 0).into()).unwrap();
        let shared = Arc::new(Shared {
            address: socket.local_addr().unwrap(),
            cloud: cloud.to_owned(),
            front: front(host),
            accepted: AtomicUsize::new(0),
            orders: Mutex::default(),
            heard: Mutex::default(),
        });
        let listener = {
            let _inside = runtime.enter();
            socket.listen(QUEUE).unwrap()
        };
        let gate = runtime.spawn(keep(shared.clone(), listener));
        Self {
            shared,
            gate: Mutex::new((Gate::Open, gate)),
            runtime,
        }
    }

    /// `http://HOST:PORT`, or `https://` where that is spoken.
    pub fn base(&self) -> String {
        self.shared.base()
    }

    /// How many connections were made to it.
    pub fn accepted(&self) -> usize {
        self.shared.accepted.load(Ordering::Relaxed)
    }

    /// `HOST:PORT`
    pub fn place(&self) -> String {
        self.shared.address.to_string()
    }

    /// Spoils these from now on, until [`Proxy::mend`].
    pub fn spoil(&self, which: Which, fault: Fault) {
        self.order(Order {
            which,
            after: 0,
            times: usize::MAX,
            fault,
        });
    }

    pub fn order(&self, order: Order) {
        match order.fault {
            Fault::Refused => self.turn(Gate::Shut),
            Fault::Jammed => self.turn(Gate::Jammed),
            _ => lock(&self.shared.orders).push(order),
        }
    }

    /// From now on everything is as it should be.
    pub fn mend(&self) {
        let closed = lock(&self.gate).0 != Gate::Open;
        lock(&self.shared.orders).clear();
        if closed {
            self.turn(Gate::Open);
        }
    }

    pub fn heard(&self) -> Vec<Heard> {
        lock(&self.shared.heard).clone()
    }

    /// All connections end, and the next ones are treated so.
    fn turn(&self, gate: Gate) {
        let mut kept = lock(&self.gate);
        let (state, keeper) = &mut *kept;
        *state = gate;
        keeper.abort();
        self.runtime.block_on(async {
            let _ = (&mut *keeper).await;
        });
        let shared = self.shared.clone();
        *keeper = match gate {
            Gate::Shut => self.runtime.spawn(async {}),
            Gate::Open => {
                let _inside = self.runtime.enter();
                let listener = shared.socket().listen(QUEUE).unwrap();
                self.runtime.spawn(keep(shared, listener))
            }
            Gate::Jammed => self.runtime.block_on(jam(&shared)),
        };
    }
}

impl Shared {
    fn base(&self) -> String {
        format!("{}://{}", self.front.scheme(), self.address)
    }

    fn socket(&self) -> TcpSocket {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.address).unwrap();
        socket
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn keep(shared: Arc<Shared>, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                shared.accepted.fetch_add(1, Ordering::Relaxed);
                let _ = stream.set_nodelay(true);
                connections.spawn(front::receive(shared.clone(), stream));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Listens and takes nobody, until the system answers nobody who knocks.
async fn jam(shared: &Shared) -> JoinHandle<()> {
    let listener = shared.socket().listen(JAMMED_QUEUE).unwrap();
    let mut waiting = Vec::new();
    loop {
        let knock = TcpStream::connect(shared.address);
        match tokio::time::timeout(Duration::from_millis(100), knock).await {
            Ok(stream) => waiting.push(stream.unwrap()),
            Err(_) => break,
        }
    }
    tokio::spawn(async move {
        let _held = (listener, waiting);
        std::future::pending::<()>().await;
    })
}

async fn serve(shared: Arc<Shared>, stream: impl Wire) {
    let mut stream = BufReader::new(stream);
    // Whoever goes away in the middle is not missed.
    while let Ok(Some(heard)) = message::request(&mut stream).await {
        lock(&shared.heard).push(heard.clone());
        let fault = fault::take(&mut lock(&shared.orders), &heard.method, &heard.path);
        let out = stream.get_mut();
        if !matches!(exchange(&shared, heard, fault, out).await, Ok(true)) {
            return;
        }
    }
}

/// Answers; whether the connection goes on.
async fn exchange(
    shared: &Shared,
    heard: Heard,
    fault: Option<Fault>,
    out: &mut impl Wire,
) -> io::Result<bool> {
    match fault {
        Some(Fault::ResetUnheard) => {
            out.tcp().set_zero_linger()?;
            Ok(false)
        }
        Some(Fault::Instead(answer)) => send(out, &answer).await,
        Some(Fault::Changed(change)) => {
            let mut answer = ask(shared, &heard).await?;
            change.make(&mut answer, &heard);
            send(out, &answer).await
        }
        None => send(out, &ask(shared, &heard).await?).await,
        Some(fault) => {
            let answer = ask(shared, &heard).await?;
            spoil(out, &fault, &answer).await?;
            Ok(false)
        }
    }
}

async fn send(out: &mut impl Wire, answer: &Answer) -> io::Result<bool> {
    out.write_all(&answer.head(answer.body.len())).await?;
    out.write_all(&answer.body).await?;
    out.flush().await?;
    Ok(true)
}

/// Begins the answer and never ends it.
async fn spoil(out: &mut impl Wire, fault: &Fault, answer: &Answer) -> io::Result<()> {
    let head = answer.head(answer.body.len());
    let half = &answer.body[..answer.body.len() / 2];
    match fault {
        Fault::Reset(at) | Fault::Stall(at) => {
            match at {
                At::Start => {}
                At::Headers => out.write_all(&head[..head.len() / 2]).await?,
                At::Body => {
                    out.write_all(&head).await?;
                    out.write_all(half).await?;
                }
            }
            out.flush().await?;
            if matches!(fault, Fault::Stall(_)) {
                std::future::pending::<()>().await;
            }
            out.tcp().set_zero_linger()
        }
        Fault::CutChunk => {
            out.write_all(&answer.head_without_length()).await?;
            let chunk = format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n", half.len());
            out.write_all(chunk.as_bytes()).await?;
            out.write_all(half).await?;
            out.write_all(b"\r\n").await
        }
        Fault::Drip => {
            out.write_all(&head).await?;
            for byte in &answer.body {
                out.write_all(&[*byte]).await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Ok(())
        }
        _ => {
            out.write_all(&head).await?;
            out.write_all(half).await
        }
    }
}

/// The cloud's own answer, with the proxy's address in place of the cloud's.
async fn ask(shared: &Shared, heard: &Heard) -> io::Result<Answer> {
    let place = shared.cloud.trim_start_matches("http://");
    let mut cloud = TcpStream::connect(place).await?;
    let mut lines = format!("{} {} HTTP/1.1\r\n", heard.method, heard.path);
    for (name, value) in &heard.headers {
        if name != "host" && name != "connection" && name != "accept-encoding" {
            let _ = write!(lines, "{name}: {value}\r\n");
        }
    }
    let _ = write!(lines, "host: {place}\r\nconnection: close\r\n\r\n");
    cloud.write_all(lines.as_bytes()).await?;
    cloud.write_all(&heard.body).await?;
    let mut answer = message::answer(&mut BufReader::new(cloud)).await?;
    let here = shared.base();
    if let Ok(text) = String::from_utf8(answer.body.clone()) {
        answer.body = text.replace(&shared.cloud, &here).into_bytes();
    }
    for (_, value) in &mut answer.headers {
        *value = value.replace(&shared.cloud, &here);
    }
    Ok(answer)
}
