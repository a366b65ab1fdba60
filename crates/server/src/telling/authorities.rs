//! Whose certificates are believed where people are told elsewhere: Mozilla's list of certificate
//! authorities, which is in the program, and those that the operator adds, such as the private one
//! of an institution.

use std::{
    error::Error,
    io,
    sync::{Arc, LazyLock},
};

use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};

/// Largest file of further authorities, in bytes: some five times what an operating system brings along.
pub const AUTHORITIES_BYTES_MAX: u64 = 1_048_576;

/// The certificate authorities that are trusted. Mozilla's list alone by default.
#[derive(Clone)]
pub struct Authorities {
    further: Arc<[CertificateDer<'static>]>,
    client: Arc<ClientConfig>,
}

/// Why further authorities cannot be trusted as a file has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthoritiesError {
    /// It is no PEM.
    #[error(
        "this is no PEM file: give certificates between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----"
    )]
    Pem,
    /// There is no certificate in it.
    #[error("there is no certificate in this file: give the authorities' certificates, in PEM")]
    Empty,
    /// One of the certificates cannot be read, by its place in the file, from 1 on.
    #[error("certificate {0} of this file cannot be read: give an X.509 certificate of an authority")]
    Certificate(usize),
}

impl Authorities {
    /// Mozilla's list and those of a PEM file.
    ///
    /// # Errors
    /// Where the file has no certificate, or one that cannot be used.
    pub fn with(pem: &[u8]) -> Result<Authorities, AuthoritiesError> {
        let further: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| AuthoritiesError::Pem)?;
        if further.is_empty() {
            return Err(AuthoritiesError::Empty);
        }
        let mut roots = mozilla();
        for (index, certificate) in further.iter().enumerate() {
            roots.add(certificate.clone()).map_err(|_| AuthoritiesError::Certificate(index + 1))?;
        }
        Ok(Authorities { further: further.into(), client: client(roots) })
    }

    /// Those beside Mozilla's list.
    pub(super) fn further(&self) -> &[CertificateDer<'static>] {
        &self.further
    }

    /// How connections are made over TLS by which they are trusted.
    pub(crate) fn client(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.client)
    }
}

impl Default for Authorities {
    fn default() -> Authorities {
        static MOZILLA: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| client(mozilla()));
        Authorities { further: Arc::default(), client: Arc::clone(&MOZILLA) }
    }
}

fn mozilla() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

fn client(roots: RootCertStore) -> Arc<ClientConfig> {
    let versions = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions();
    let config = versions.expect("ring has TLS 1.2 and 1.3").with_root_certificates(roots);
    Arc::new(config.with_no_client_auth())
}

/// Why a server's certificate was not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// No trusted authority vouches for it.
    #[error("is of no authority that is trusted here: see `authorities` in docs/operator.md")]
    Authority,
    /// It is another name's.
    #[error("is not for the name that was called: give the name that it is for")]
    Name,
    /// It cannot be believed for another reason, such as its time.
    #[error("has expired, was revoked or cannot be used: have it renewed")]
    Unusable,
}

impl Distrust {
    /// Whether, and why, an error comes of a certificate that was not believed.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Option<Distrust> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(rustls::Error::InvalidCertificate(reason)) = error.downcast_ref() {
                return Some(match reason {
                    // The second is of somebody who calls themselves as an authority does.
                    CertificateError::UnknownIssuer | CertificateError::BadSignature => Distrust::Authority,
                    CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                        Distrust::Name
                    }
                    _ => Distrust::Unusable,
                });
            }
            // What an error of input and output wraps is not among its sources.
            next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(wrapped) => Some(wrapped),
                None => error.source(),
            };
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_that_can_be_used_is_refused_and_says_why() {
        let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for (pem, error) in [
            ("", AuthoritiesError::Empty),
            ("a line of something else\n", AuthoritiesError::Empty),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", AuthoritiesError::Empty),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n", AuthoritiesError::Pem),
            ("-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----\n", AuthoritiesError::Pem),
            (no_certificate, AuthoritiesError::Certificate(1)),
        ] {
            assert_eq!(Authorities::with(pem.as_bytes()).map(drop), Err(error), "{pem}");
        }
    }
}
