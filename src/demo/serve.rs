//! The server: takes connections, orders the failures asked for, and hands each request to the
//! service its path names. It must never decide what a service answers.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{Request as AxumRequest, State};
use axum::http::header::{DATE, HOST};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::clock::{Clock, WorldClock, http_date};
use super::fault::{self, Fault, FaultAnswer};
use super::http::{Reply, Request, webob};
use super::world::World;
use super::{REGIONS, cinder, glance, keystone, neutron, nova, seed};

/// No request of the demo needs more.
const LARGEST_BODY: usize = 4 << 20;

pub(super) struct Shared {
    pub(super) base: String,
    pub(super) clock: WorldClock,
    pub(super) faults: Mutex<Vec<Fault>>,
    pub(super) log: Mutex<Vec<String>>,
    world: Mutex<World>,
}

impl Shared {
    pub(super) fn new(base: String, clock: Clock, start: Timestamp) -> Self {
        let clock = WorldClock::new(clock, start);
        let world = Mutex::new(seed::world(clock.now()));
        Self {
            base,
            clock,
            faults: Mutex::default(),
            log: Mutex::default(),
            world,
        }
    }

    /// The world as it stands now: everything that was due has happened.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.catch_up(self.clock.now());
        world
    }
}

pub(super) async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    stopped: oneshot::Receiver<()>,
) {
    let router = Router::new().fallback(handle).with_state(shared);
    let served = axum::serve(
        CuttableListener(listener),
        router.into_make_service_with_connect_info::<Cut>(),
    )
    .with_graceful_shutdown(async move {
        // Resolves with an error when the handle is dropped, which is the signal.
        stopped.await.ok();
    })
    .await;
    if let Err(error) = served {
        tracing::error!(%error, "the demo cloud stopped");
    }
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: AxumRequest,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, LARGEST_BODY)
        .await
        .unwrap_or_default();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let line = format!("{} {path}", parts.method);
    lock(&shared.log).push(line);
    let fault = fault::take(&mut lock(&shared.faults), parts.method.as_str(), path);

    let answer = || carry_out(&shared, &parts, body);
    let mut response = match fault {
        None => {
            let (reply, id) = answer();
            if shared.clock.is_real() && !reply.delay.is_zero() {
                tokio::time::sleep(reply.delay).await;
            }
            respond(reply, &id)
        }
        Some(FaultAnswer::Delay(delay)) => {
            tokio::time::sleep(delay).await;
            let (reply, id) = answer();
            respond(reply, &id)
        }
        Some(FaultAnswer::Held(until)) => {
            until.notified().await;
            let (reply, id) = answer();
            respond(reply, &id)
        }
        Some(FaultAnswer::DropConnection) => {
            answer();
            cut.now()
        }
        Some(FaultAnswer::DropBefore) => cut.now(),
        Some(FaultAnswer::Status {
            status,
            headers,
            body,
        }) => failed(status, &headers, body),
    };
    // The world's date and not the machine's, which hyper would say.
    let date = HeaderValue::from_str(&http_date(shared.clock.now()));
    if let (false, Ok(date)) = (response.headers().contains_key(DATE), date) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry_out(shared: &Shared, parts: &axum::http::request::Parts, body: Bytes) -> (Reply, String) {
    // The address it was asked at, which may be that of something in front of it.
    let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let base = host.map_or_else(|| shared.base.clone(), |host| format!("http://{host}"));
    let mut request = Request::new(&parts.method, &parts.uri, parts.headers.clone(), body, base);
    let mut world = shared.world();
    let reply = dispatch(&mut world, &mut request);
    (reply, request.id)
}

fn dispatch(world: &mut World, request: &mut Request) -> Reply {
    let first = request.path.first().cloned().unwrap_or_default();
    if first == "identity" {
        request.path.remove(0);
        return keystone::answer(world, request);
    }
    let Some(region) = REGIONS.iter().position(|name| *name == first) else {
        return webob(404, "The resource could not be found.");
    };
    if request.path.len() < 2 {
        return webob(404, "The resource could not be found.");
    }
    let service = request.path.remove(1);
    request.path.remove(0);
    match service.as_str() {
        "compute" => nova::answer(world, region, request),
        "image" => glance::answer(world, region, request),
        "network" => neutron::answer(world, region, request),
        "volume" => cinder::answer(world, region, request),
        _ => webob(404, "The resource could not be found."),
    }
}

fn respond(reply: Reply, request_id: &str) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(reply.content_type));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("x-openstack-request-id", id);
    }
    for (name, value) in &reply.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            headers.append(name, value);
        }
    }
    response
}

fn failed(status: u16, headers: &[(String, String)], body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// Closes one connection without a byte of an answer.
#[derive(Clone)]
struct Cut(Arc<AtomicBool>);

impl Cut {
    fn now(&self) -> Response {
        self.0.store(true, Ordering::Relaxed);
        Response::default()
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for Cut {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        Self(Arc::clone(&stream.io().cut))
    }
}

struct CuttableListener(TcpListener);

impl Listener for CuttableListener {
    type Io = Connection;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            if let Ok((stream, address)) = self.0.accept().await {
                stream.set_nodelay(true).ok();
                let cut = Arc::default();
                return (Connection { stream, cut }, address);
            }
            // Out of file descriptors, most likely: some will be free again.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// A connection that refuses to be written to once it is cut, whereupon hyper closes it.
struct Connection {
    stream: TcpStream,
    cut: Arc<AtomicBool>,
}

impl Connection {
    fn whole(&self) -> io::Result<()> {
        if self.cut.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
