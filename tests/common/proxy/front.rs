//! What stands before the proxy's HTTP: nothing, or TLS with certificates made for the test, good
//! and bad ones.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

use super::{Shared, h2, serve};

/// How those who knock are received.
pub enum Front {
    Plain,
    Tls(TlsAcceptor),
    /// Tells whoever speaks plain HTTP, as nginx does, that TLS is spoken here.
    Nginx,
    /// Says nothing to whoever wants to speak TLS.
    Silent,
    /// Hears the first words of TLS, and hangs up.
    Cut,
}

impl Front {
    pub(super) fn scheme(&self) -> &'static str {
        match self {
            Self::Plain => "http",
            Self::Tls(_) | Self::Nginx | Self::Silent | Self::Cut => "https",
        }
    }
}

/// A connection, encrypted or not.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send {
    fn tcp(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// The first byte of TLS: a handshake record (RFC 8446, 5.1).
const HANDSHAKE: u8 = 0x16;
/// Bytes; more than anyone begins with.
const FIRST_WORDS: usize = 16 << 10;

pub(super) async fn receive(shared: Arc<Shared>, mut stream: TcpStream) {
    match &shared.front {
        Front::Plain => {
            let mut first = [0];
            match stream.peek(&mut first).await {
                Ok(1) if first[0] == HANDSHAKE => {
                    let _ = not_http(&mut stream).await;
                }
                _ => serve(shared, stream).await,
            }
        }
        Front::Tls(acceptor) => {
            // Whoever does not trust us has gone.
            if let Ok(stream) = acceptor.accept(stream).await {
                match stream.get_ref().1.alpn_protocol() {
                    Some(b"h2") => h2::serve(shared, stream).await,
                    _ => serve(shared, stream).await,
                }
            }
        }
        Front::Nginx => {
            let _ = not_encrypted(&mut stream).await;
        }
        Front::Silent => {
            let _held = stream;
            std::future::pending::<()>().await;
        }
        Front::Cut => {
            let _ = stream.read(&mut vec![0; FIRST_WORDS]).await;
        }
    }
}

/// What a web server says to whoever speaks TLS where it speaks none.
async fn not_http(stream: &mut TcpStream) -> io::Result<()> {
    let _ = stream.read(&mut vec![0; FIRST_WORDS]).await?;
    stream
        .write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        .await?;
    stream.shutdown().await
}

/// The page of nginx 1.18 for the same the other way round; its status inside is 497.
const WANTS_TLS: &str = "<html>\r\n\
    <head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n\
    <body>\r\n\
    <center><h1>400 Bad Request</h1></center>\r\n\
    <center>The plain HTTP request was sent to HTTPS port</center>\r\n\
    <hr><center>nginx/1.18.0 (Ubuntu)</center>\r\n\
    </body>\r\n\
    </html>\r\n";

async fn not_encrypted(stream: &mut TcpStream) -> io::Result<()> {
    let _ = stream.read(&mut vec![0; FIRST_WORDS]).await?;
    let head = format!(
        "HTTP/1.1 400 Bad Request\r\nserver: nginx/1.18.0 (Ubuntu)\r\nconnection: close\r\n\
         content-type: text/html\r\ncontent-length: {}\r\n\r\n",
        WANTS_TLS.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(WANTS_TLS.as_bytes()).await?;
    stream.shutdown().await
}

/// What is the matter with a certificate, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    Good,
    OtherName,
    Expired,
    NotYetValid,
    SelfSigned,
    /// Self-signed, and marked as an authority, as `openssl req -x509` makes them.
    OwnAuthority,
}

/// An authority that no machine knows.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "Authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// TLS with a certificate of this authority for that host. `alpn`: what may be spoken inside.
    pub fn tls(&self, host: Ipv4Addr, paper: Paper, alpn: &[&str]) -> Front {
        let (chain, key) = self.issue(host, paper);
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(chain, key);
        accepting(config.unwrap(), alpn)
    }

    /// The same to those only who show a certificate of this authority themselves.
    pub fn mutual_tls(&self, host: Ipv4Addr) -> Front {
        let (chain, key) = self.issue(host, Paper::Good);
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder(roots.into()).build();
        let config = ServerConfig::builder()
            .with_client_cert_verifier(verifier.unwrap())
            .with_single_cert(chain, key);
        accepting(config.unwrap(), &[])
    }

    fn issue(&self, host: Ipv4Addr, paper: Paper) -> (Chain, PrivateKeyDer<'static>) {
        let name = match paper {
            Paper::OtherName => "elsewhere.example".to_owned(),
            _ => host.to_string(),
        };
        let mut params = CertificateParams::new([name]).unwrap();
        match paper {
            Paper::Expired => params.not_after = date_time_ymd(2001, 2, 3),
            Paper::NotYetValid => params.not_before = date_time_ymd(4000, 1, 1),
            Paper::OwnAuthority => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            Paper::Good | Paper::OtherName | Paper::SelfSigned => {}
        }
        let key = KeyPair::generate().unwrap();
        let signed = match paper {
            Paper::SelfSigned | Paper::OwnAuthority => params.self_signed(&key),
            _ => params.signed_by(&key, &self.0),
        };
        let chain = vec![signed.unwrap().der().clone()];
        (chain, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
    }
}

type Chain = Vec<tokio_rustls::rustls::pki_types::CertificateDer<'static>>;

fn accepting(mut config: ServerConfig, alpn: &[&str]) -> Front {
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    Front::Tls(TlsAcceptor::from(Arc::new(config)))
}
