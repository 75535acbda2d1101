//! TLS settings, and plain sentences for calls that got no answer.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};
use std::path::Path;

use reqwest::{Certificate, ClientBuilder, Identity, StatusCode, Url};

use super::answer::Answer;
use super::catalog::Service;
use super::config::Tls;
use super::error::{Error, Kind, spoken};
use super::http::Call;

pub(crate) fn with_tls(mut builder: ClientBuilder, tls: &Tls) -> Result<ClientBuilder, Error> {
    if tls.verify {
        if let Some(path) = &tls.cacert {
            let pem = read(path, "cacert")?;
            let roots = Certificate::from_pem_bundle(&pem)
                .map_err(|error| unusable(path, "cacert", &error))?;
            if roots.is_empty() {
                return Err(Error::new(
                    Kind::Tls,
                    format!(
                        "The cacert file {} holds no PEM certificate.",
                        path.display()
                    ),
                ));
            }
            builder = builder.tls_certs_merge(roots);
        }
    } else {
        builder = builder.tls_danger_accept_invalid_certs(true);
    }
    if let Some(path) = &tls.cert {
        let mut pem = read(path, "cert")?;
        if let Some(key) = &tls.key {
            pem.push(b'\n');
            pem.extend(read(key, "key")?);
        }
        let identity = Identity::from_pem(&pem).map_err(|error| unusable(path, "cert", &error))?;
        builder = builder.identity(identity);
    }
    Ok(builder)
}

/// Whether what is not encrypted itself goes through a proxy that is spoken to in TLS.
pub(crate) fn is_proxy_secure() -> bool {
    ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .any(|address| address.starts_with("https:"))
}

fn read(path: &Path, key: &str) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| {
        Error::new(
            Kind::Tls,
            format!(
                "The {key} file {} cannot be read: {}.",
                path.display(),
                spoken(&error)
            ),
        )
    })
}

fn unusable(path: &Path, key: &str, error: &reqwest::Error) -> Error {
    Error::new(
        Kind::Tls,
        format!(
            "The {key} file {} cannot be used: {}.",
            path.display(),
            root_cause(error)
        ),
    )
}

/// Why there was no answer, for a person. The address is taken off the error first, since a host
/// may be called anything, `refused.example.org` too.
pub(crate) fn explain(error: reqwest::Error, call: &Call) -> Error {
    let error = error.without_url();
    let place = place(&call.url);
    let (cause, chain) = (root_cause(&error), chain(&error));
    if error.is_builder() {
        return Error::new(
            Kind::BadRequest,
            format!("No request can be made to {place}: {cause}."),
        );
    }
    if let Some(words) = untrusted(&chain, call, &place) {
        return Error::new(Kind::Tls, words);
    }
    if error.is_connect() {
        return unconnected(&error, call, &place, &cause);
    }
    if error.is_timeout() {
        return Error::new(
            Kind::Timeout,
            format!(
                "{place} did not answer within {} s.",
                call.limit.as_secs_f64()
            ),
        );
    }
    if let Some(ErrorKind::InvalidData | ErrorKind::InvalidInput) = io_kind(&error) {
        return Error::new(
            Kind::Decode,
            format!("The answer of {place} cannot be unpacked: {cause}."),
        );
    }
    // hyper's error has no type that reaches us. TLS hung up on in plain HTTP says so in TLS.
    if call.url.scheme() == "http" && chain.contains("invalid HTTP version") {
        return not_plain(call);
    }
    let how = broken(&error).unwrap_or(&cause);
    Error::new(
        Kind::Lost,
        format!("The connection to {place} broke before the answer came: {how}."),
    )
}

/// Why an answer that had begun did not come to its end.
pub(crate) fn explain_half(error: reqwest::Error, call: &Call) -> Error {
    if error.is_timeout() {
        return Error::new(
            Kind::Timeout,
            format!(
                "{} began to answer, and did not end within {} s.",
                place(&call.url),
                call.limit.as_secs_f64()
            ),
        );
    }
    explain(error, call)
}

/// What nginx, Apache and Go's server answer with 400 to plain HTTP where they speak TLS.
const FOR_TLS: [&str; 3] = [
    "The plain HTTP request was sent to HTTPS port",
    "speaking plain HTTP to an SSL-enabled server port",
    "Client sent an HTTP request to an HTTPS server",
];

/// Whether a web server says that it speaks TLS at this address, and nothing else.
pub(crate) fn is_meant_for_tls(call: &Call, answer: &Answer) -> bool {
    call.url.scheme() == "http"
        && answer.status == StatusCode::BAD_REQUEST
        && answer.request_id.is_none()
        && {
            let text = String::from_utf8_lossy(&answer.body);
            FOR_TLS.iter().any(|words| text.contains(words))
        }
}

pub(crate) fn not_plain(call: &Call) -> Error {
    Error::new(
        Kind::Unreachable,
        format!(
            "{} does not speak plain HTTP: {}.",
            place(&call.url),
            perhaps("https", call)
        ),
    )
}

/// The other scheme may be meant. Keystone's address is configured, the others are the catalog's.
fn perhaps(scheme: &str, call: &Call) -> String {
    match replacement(call) {
        None => format!("perhaps auth_url should begin with {scheme}://"),
        Some(key) => format!(
            "perhaps its address in the catalog should begin with {scheme}://; `{key}:` in \
             clouds.yaml replaces it"
        ),
    }
}

/// What in clouds.yaml takes the place of the catalog's address; `None`: it is not from there.
fn replacement(call: &Call) -> Option<String> {
    let service = call.service.replace('-', "_");
    (call.service != Service::Identity.name()).then(|| format!("{service}_endpoint_override"))
}

/// What became of the connection, in plain words.
fn broken(error: &dyn StdError) -> Option<&'static str> {
    match io_kind(error) {
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe) => {
            Some("it was reset")
        }
        Some(ErrorKind::UnexpectedEof) => Some("it was closed in the middle"),
        // hyper's error has no type that reaches us.
        _ => chain(error)
            .contains("closed before message completed")
            .then_some("it was closed without an answer"),
    }
}

fn unconnected(error: &reqwest::Error, call: &Call, place: &str, cause: &str) -> Error {
    let text = chain(error).to_ascii_lowercase();
    let secure = call.url.scheme() == "https";
    let message = match io_kind(error) {
        Some(ErrorKind::ConnectionRefused) => {
            format!("{place} refuses the connection: nothing listens there.")
        }
        Some(ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable) => {
            format!("There is no route to {place}.")
        }
        _ if error.is_timeout() && secure => {
            format!(
                "{place} does not answer: no TLS connection in time. Check the address, the VPN, \
                 and what stands in between."
            )
        }
        _ if error.is_timeout() => format!("{place} does not answer: no connection in time."),
        // The resolver's error and rustls's have no type that reaches us.
        _ if text.contains("dns error") || text.contains("failed to lookup") => format!(
            "The name {} is not known: check the address, or the VPN.",
            call.url.host_str().unwrap_or("?")
        ),
        Some(ErrorKind::InvalidData) if secure => {
            format!("{place} does not speak TLS: {}.", perhaps("http", call))
        }
        Some(ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset) if secure => format!(
            "{place} closed the connection in the TLS handshake, so it speaks no TLS, or something \
             in between lets none pass: {}.",
            perhaps("http", call)
        ),
        _ if text.contains("received fatal alert") => {
            format!("{place} refuses the TLS handshake: {cause}.")
        }
        _ => format!("{place} cannot be reached: {cause}."),
    };
    Error::new(Kind::Unreachable, message)
}

/// What the system said, if it is it that failed; the innermost one, as the others wrap it.
fn io_kind(error: &dyn StdError) -> Option<ErrorKind> {
    let mut kind = None;
    let mut source = error.source();
    while let Some(inner) = source {
        kind = inner.downcast_ref().map(innermost).or(kind);
        source = inner.source();
    }
    kind
}

/// An I/O error that wraps another does not name it as its source.
fn innermost(error: &io::Error) -> ErrorKind {
    let mut error = error;
    while let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
        error = inner;
    }
    error.kind()
}

fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("?");
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// rustls's verdict on a certificate, or the server's on ours, with what to do about it. Only its
/// text reaches us.
fn untrusted(chain: &str, call: &Call, place: &str) -> Option<String> {
    // What the server says: its alerts (RFC 8446, 6.2).
    if let Some((_, alert)) = chain.split_once("received fatal alert: ") {
        return about_ours(alert, place);
    }
    if !chain.contains("certificate") && !chain.contains("CaUsedAsEndEntity") {
        return None;
    }
    let (what, advice) = if chain.contains("UnknownIssuer") || chain.contains("unknown issuer") {
        (
            "is signed by an authority this machine does not know",
            "name that authority's PEM file as `cacert:` in clouds.yaml, or trust anyone there \
             with `verify: false`",
        )
    } else if chain.contains("CaUsedAsEndEntity") {
        (
            "is a self-signed one that is its own authority",
            "have a proper one issued, or trust anyone there with `verify: false` in clouds.yaml",
        )
    } else if chain.contains("Expired") || chain.contains("expired") {
        (
            "has expired",
            "tell the cloud's operator (and check this machine's clock)",
        )
    } else if chain.contains("NotValidYet") || chain.contains("not valid yet") {
        (
            "is not valid yet",
            "check this machine's clock, then tell the cloud's operator",
        )
    } else if chain.contains("NotValidForName") || chain.contains("not valid for") {
        return Some(misnamed(chain, call, place));
    } else {
        return Some(format!(
            "The certificate of {place} was not accepted: {}.",
            chain.rsplit(": ").next().unwrap_or(chain)
        ));
    };
    Some(format!("The certificate of {place} {what}: {advice}."))
}

/// The certificate is for others, of whom rustls names some in quotes.
fn misnamed(chain: &str, call: &Call, place: &str) -> String {
    let others = chain.split_once("only valid for ").map_or("", |it| it.1);
    let others: Vec<&str> = others.split('"').skip(1).step_by(2).take(3).collect();
    let others = match others.as_slice() {
        [] => "another host name".to_owned(),
        others => others.join(", "),
    };
    let advice = match replacement(call) {
        None => "use that name in auth_url".to_owned(),
        Some(key) => format!("use that name in an address of your own, as `{key}:` in clouds.yaml"),
    };
    format!("The certificate of {place} is for {others}: {advice}.")
}

/// What a server says to whoever shows no certificate where one is wanted, or a wrong one. In TLS
/// 1.3 it comes when the handshake is over on our side.
fn about_ours(alert: &str, place: &str) -> Option<String> {
    let is = |names: &[&str]| names.iter().any(|name| alert.contains(name));
    if is(&["CertificateRequired", "NoCertificate"]) {
        return Some(format!(
            "{place} wants a certificate of yours: name its PEM files as `cert:` and `key:` in \
             clouds.yaml."
        ));
    }
    is(&["Certificate", "UnknownCA", "AccessDenied"]).then(|| {
        format!("{place} does not take the certificate that `cert:` in clouds.yaml names: {alert}.")
    })
}

fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

/// The innermost error's words: the outer ones repeat the address.
pub(crate) fn root_cause(error: &dyn StdError) -> String {
    let mut cause = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        cause = inner.to_string();
        source = inner.source();
    }
    cause
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn call(service: &'static str) -> Call {
        Call {
            method: reqwest::Method::GET,
            service,
            url: Url::parse("https://cloud:5000/v3").unwrap(),
            body: None,
            microversion: None,
            limit: Duration::from_secs(1),
            on_wait: None,
        }
    }

    #[test]
    fn each_certificate_trouble_has_its_advice() {
        let advice = |text: &str| untrusted(text, &call("compute"), "cloud:5000").unwrap();
        assert!(advice("invalid peer certificate: UnknownIssuer").contains("cacert:"));
        assert!(
            advice("invalid peer certificate: Other(CaUsedAsEndEntity)").contains("self-signed")
        );
        assert!(advice("invalid peer certificate: Expired").contains("expired"));
        assert!(advice("invalid peer certificate: BadSignature").contains("not accepted"));
        let none = |text: &str| untrusted(text, &call("compute"), "x").is_none();
        assert!(none("connection refused") && none("received fatal alert: InternalError"));
    }

    #[test]
    fn what_a_server_says_of_our_certificate_is_no_word_on_its_own() {
        let said = |alert: &str| {
            let chain = format!("client error (Connect): received fatal alert: {alert}");
            untrusted(&chain, &call("compute"), "cloud:5000").unwrap()
        };
        assert!(said("CertificateRequired").contains("wants a certificate of yours"));
        assert!(said("UnknownCA").contains("does not take the certificate that `cert:`"));
        assert!(said("BadCertificate").contains("does not take the certificate that `cert:`"));
    }

    #[test]
    fn what_to_correct_is_where_the_address_comes_from() {
        assert!(perhaps("http", &call("identity")).ends_with("auth_url should begin with http://"));
        let volume = perhaps("https", &call("block-storage"));
        assert!(
            volume.contains("`block_storage_endpoint_override:`"),
            "{volume}"
        );
        let told = |service| misnamed("only valid for DnsName(\"a\")", &call(service), "x");
        assert!(told("identity").ends_with("is for a: use that name in auth_url."));
        assert!(told("image").contains("`image_endpoint_override:`"));
        let unnamed = misnamed("NotValidForName", &call("image"), "x");
        assert!(unnamed.contains("is for another host name: "), "{unnamed}");
    }
}
