"""Walks through a tree of YAML to the places that a mistake should name."""

from collections.abc import Collection, Iterator

from watchdog.yamlfile.tree import Node


def value_at(node: Node, key: str) -> Node:
    """The value under `key`, or the entry itself where a default stands in for it."""
    found = node.get(key)
    return found if found is not None else node


def leaves(node: Node, keys: Collection[str]) -> Iterator[Node]:
    """Every scalar under one of `keys`, at any depth, alone or in a list."""
    for key, entry in node.entries().items():
        if key in keys:
            yield from (leaf for leaf in (entry.node, *entry.node.items()) if not isinstance(leaf.value, tuple))
        else:
            yield from leaves(entry.node, keys)
    for item in node.items():
        yield from leaves(item, keys)


def every_leaf(node: Node | None) -> Iterator[Node]:
    """Every scalar, at any depth."""
    if node is None:
        return
    for entry in node.entries().values():
        yield from every_leaf(entry.node)
    if not node.entries():
        yield node
