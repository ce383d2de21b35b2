"""Which addresses may be connected to: the public ones, and those that config.yaml allows.

It is asked about the address that a connection is about to go to, never about a name: a name can lead to one address
when it is looked at and to another when it is used.
"""

from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Whatever the registries of special-purpose addresses do not call globally reachable:
# https://www.iana.org/assignments/iana-ipv4-special-registry
_NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # public by number, and yet the platform's own service on Azure
    )
)
# https://www.iana.org/assignments/iana-ipv6-special-registry
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
# An address of these carries an IPv4 address in its last 32 bits, and leads there.
_NAT64 = IPv6Network("64:ff9b::/96")
_CARRIERS = (_NAT64, IPv6Network("::ffff:0:0/96"))


@dataclass(frozen=True, slots=True)
class Reach:
    """`allowed` are the networks that may be reached although they are not public. None: config.yaml does not say, so
    it allows this machine itself, but only to an address that names it in so many words.
    """

    allowed: tuple[Network, ...] | None = None

    def allows(self, address: str, named: str) -> bool:
        """Whether a connection may go to `address`, which the host `named` in a URL has led to."""
        there = _carried(ip_address(address.partition("%")[0]))
        if self.allowed is None and there.is_loopback and names_this_machine(named):
            return True
        return is_public(there) or any(there in network for network in self.allowed or ())

    def listed_only(self) -> "Reach":
        """For addresses that config.yaml did not write: what names this machine needs to be allowed too."""
        return replace(self, allowed=self.allowed or ())


ANYWHERE_PUBLIC = Reach()
"""Where config.yaml says nothing."""


def is_public(address: Address) -> bool:
    """Whether it may lie anywhere on the internet, and nowhere else."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def names_this_machine(host: str) -> bool:
    """Whether a person who reads the host knows that it is this machine: not by 127.1, 0x7f000001 or 2130706433."""
    try:
        return host.lower() == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def network_in(text: object) -> Network:
    """Read '10.0.0.0/8' or one address; ValueError for anything else."""
    try:
        return ip_network(text if isinstance(text, str) else "")
    except ValueError:
        raise ValueError(f"{text!r} is not a network such as 10.0.0.0/8 or 127.0.0.1/32") from None


def _carried(address: Address) -> Address:
    """The IPv4 address where an IPv6 one is only its clothing; itself otherwise."""
    if isinstance(address, IPv6Address) and any(address in carrier for carrier in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
