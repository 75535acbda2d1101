//! TLS settings, and plain sentences for calls that got no answer.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Identity, Url};

use super::config::Tls;
use super::error::{Error, Kind, spoken};

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
pub(crate) fn explain(error: reqwest::Error, url: &Url, limit: Duration) -> Error {
    let error = error.without_url();
    let place = place(url);
    let cause = root_cause(&error);
    if error.is_builder() {
        return Error::new(
            Kind::BadRequest,
            format!("No request can be made to {place}: {cause}."),
        );
    }
    if let Some(advice) = certificate(&chain(&error), &place) {
        return Error::new(Kind::Tls, advice);
    }
    if error.is_connect() {
        return unconnected(&error, url, &place, &cause);
    }
    if error.is_timeout() {
        return Error::new(
            Kind::Timeout,
            format!("{place} did not answer within {} s.", limit.as_secs_f64()),
        );
    }
    if let Some(ErrorKind::InvalidData | ErrorKind::InvalidInput) = io_kind(&error) {
        return Error::new(
            Kind::Decode,
            format!("The answer of {place} cannot be unpacked: {cause}."),
        );
    }
    let how = broken(&error).unwrap_or(&cause);
    Error::new(
        Kind::Lost,
        format!("The connection to {place} broke before the answer came: {how}."),
    )
}

/// Why an answer that had begun did not come to its end.
pub(crate) fn explain_half(error: reqwest::Error, url: &Url, limit: Duration) -> Error {
    if error.is_timeout() {
        return Error::new(
            Kind::Timeout,
            format!(
                "{} began to answer, and did not end within {} s.",
                place(url),
                limit.as_secs_f64()
            ),
        );
    }
    explain(error, url, limit)
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

fn unconnected(error: &reqwest::Error, url: &Url, place: &str, cause: &str) -> Error {
    let text = chain(error).to_ascii_lowercase();
    let message = match io_kind(error) {
        Some(ErrorKind::ConnectionRefused) => {
            format!("{place} refuses the connection: nothing listens there.")
        }
        Some(ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable) => {
            format!("There is no route to {place}.")
        }
        _ if error.is_timeout() => format!("{place} does not answer: no connection in time."),
        // The resolver's error and rustls's have no type that reaches us.
        _ if text.contains("dns error") || text.contains("failed to lookup") => format!(
            "The name {} is not known: check the address, or the VPN.",
            url.host_str().unwrap_or("?")
        ),
        Some(ErrorKind::InvalidData) if url.scheme() == "https" => {
            return Error::new(
                Kind::Tls,
                format!("{place} does not speak TLS; perhaps the address should be http://."),
            );
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
        kind = inner.downcast_ref().map(io::Error::kind).or(kind);
        source = inner.source();
    }
    kind
}

fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("?");
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// rustls's verdict on a certificate, with what to do about it. Only its text reaches us.
fn certificate(chain: &str, place: &str) -> Option<String> {
    if !chain.contains("certificate") && !chain.contains("CaUsedAsEndEntity") {
        return None;
    }
    let (what, advice) = if chain.contains("UnknownIssuer") || chain.contains("unknown issuer") {
        (
            "is signed by an authority this machine does not know",
            "name its PEM file as `cacert:` in clouds.yaml",
        )
    } else if chain.contains("CaUsedAsEndEntity") {
        (
            "is a self-signed one that is its own authority",
            "only `verify: false` accepts it; better have a proper one issued",
        )
    } else if chain.contains("Expired") || chain.contains("expired") {
        (
            "has expired",
            "tell the cloud's operator (and check this machine's clock)",
        )
    } else if chain.contains("NotValidYet") || chain.contains("not valid yet") {
        ("is not valid yet", "check this machine's clock")
    } else if chain.contains("NotValidForName") || chain.contains("not valid for") {
        (
            "is for another host name",
            "use the name it was issued for in auth_url",
        )
    } else {
        return Some(format!(
            "The certificate of {place} was not accepted: {}.",
            chain.rsplit(": ").next().unwrap_or(chain)
        ));
    };
    Some(format!("The certificate of {place} {what}: {advice}."))
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
    use super::*;

    #[test]
    fn each_certificate_trouble_has_its_advice() {
        let advice = |text: &str| certificate(text, "cloud:5000").unwrap();
        assert!(advice("invalid peer certificate: UnknownIssuer").contains("cacert:"));
        assert!(
            advice("invalid peer certificate: Other(CaUsedAsEndEntity)").contains("self-signed")
        );
        assert!(advice("invalid peer certificate: Expired").contains("expired"));
        assert!(advice("invalid peer certificate: NotValidForName").contains("another host name"));
        assert!(advice("invalid peer certificate: BadSignature").contains("not accepted"));
        assert_eq!(certificate("connection refused", "x"), None);
    }
}
