"""The certificates of the PSP of this machine: an authority, its server and one who may call it, made once and kept."""

import ipaddress
import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from adimple.sandbox.smtp import LOOPBACK

AUTHORITY, SERVER, CALLER = "authority.pem", "server.pem", "caller.pem"
VALID_DAYS = 3_650
RENEW_DAYS = 30  # before they end


def certificates(folder: Path, now: datetime) -> None:
    """Writes the three files, private to the owner, unless those there still serve."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _serve(folder, now):
        return
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _sign(_named("Autoridade de teste"), authority_key, authority_key, now, issuer=None, usage=None)
    _write(folder / AUTHORITY, _pem(authority))
    for name, file, usage in (
        ("PSP de teste", SERVER, ExtendedKeyUsageOID.SERVER_AUTH),
        ("Recebedor de teste", CALLER, ExtendedKeyUsageOID.CLIENT_AUTH),
    ):
        key = ec.generate_private_key(ec.SECP256R1())
        signed = _sign(_named(name), key, authority_key, now, issuer=authority, usage=usage)
        _write(folder / file, _key_pem(key) + _pem(signed))


def _serve(folder: Path, now: datetime) -> bool:
    if not all((folder / name).exists() for name in (AUTHORITY, SERVER, CALLER)):
        return False
    kept = x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())
    return now + timedelta(days=RENEW_DAYS) < kept.not_valid_after_utc


def _sign(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    now: datetime,
    *,
    issuer: x509.Certificate | None,
    usage: x509.ObjectIdentifier | None,
) -> x509.Certificate:
    is_authority = issuer is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(_key_usage(is_authority=is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if usage is not None:
        names = [x509.IPAddress(ipaddress.ip_address(LOOPBACK)), x509.DNSName("localhost")]
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(by, hashes.SHA256())


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, octets: bytes) -> None:
    """Born private: nobody else reads a key even for an instant."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(octets)
