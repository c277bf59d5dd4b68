"""Certificates as an office makes them: an authority of its own, and what it signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from monitord.model.doors import Tls

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates for 127.0.0.1 and localhost."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    own: x509.Certificate

    @property
    def file(self) -> Path:
        """What clients are to trust."""
        return self.folder / "ca.pem"

    def sign(self, name: str) -> Tls:
        """A certificate and its key, in files called after `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        places = x509.SubjectAlternativeName(
            [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        )
        signed = _about(name, self.own.subject, key).add_extension(places, critical=False)
        pem = signed.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)
        files = Tls(str(self.folder / f"{name}.pem"), str(self.folder / f"{name}.key"))
        Path(files.certificate).write_bytes(pem)
        Path(files.key).write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        Path(files.key).chmod(0o600)
        return files


def authority(folder: Path) -> Authority:
    """A new one, with its certificate in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sở KHCN")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    own = (
        _about("Sở KHCN", subject, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Authority(folder, key, own)
    made.file.write_bytes(own.public_bytes(Encoding.PEM))
    return made


def _about(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
    )
