"""Who waits: lists in the order of joining, or pairing heaps by key; those who left are dropped at the head."""

from typing import Any

from ccsim.engine.compiled.layout import CONTACT, NODE, QUEUE
from ccsim.engine.compiled.memory import compiled, rows

NONE = -1
contact_at, node_at, queue_at = rows(CONTACT), rows(NODE), rows(QUEUE)


@compiled
def precedes(a: Any, b: Any) -> bool:
    return a.key < b.key or (a.key == b.key and a.order < b.order)


@compiled
def _meld(g: Any, a: int, b: int) -> int:
    """Two pairing heaps as one."""
    if precedes(node_at(g.nodes, b), node_at(g.nodes, a)):
        a, b = b, a
    first, second = node_at(g.nodes, a), node_at(g.nodes, b)
    second.next = first.child
    first.child = b
    return a


@compiled
def line_up(g: Any, q: int, c: int) -> None:
    n = g.free_node
    if n != NONE:
        g.free_node = node_at(g.nodes, n).next
    else:
        n = g.nodes_used
        g.nodes_used = n + 1
    contact, node, queue = contact_at(g.contacts, c), node_at(g.nodes, n), queue_at(g.queues, q)
    node.key, node.order, node.contact = contact.key, contact.order, c
    node.next = node.child = NONE
    if queue.head == NONE:
        queue.head = queue.tail = n
    elif queue.sorted:
        queue.head = _meld(g, queue.head, n)
    else:
        node_at(g.nodes, queue.tail).next = n
        queue.tail = n


@compiled
def head_leaves(g: Any, q: int) -> None:
    queue = queue_at(g.queues, q)
    n = queue.head
    node = node_at(g.nodes, n)
    queue.head = _pairs(g, node.child) if queue.sorted else node.next
    node.next = g.free_node
    g.free_node = n


@compiled
def _pairs(g: Any, n: int) -> int:
    """The children of a pairing heap's root as one heap: melded in pairs, then from the last pair back."""
    done = NONE
    while n != NONE:
        a = n
        b = node_at(g.nodes, a).next
        n = NONE if b == NONE else node_at(g.nodes, b).next
        node_at(g.nodes, a).next = NONE
        if b != NONE:
            node_at(g.nodes, b).next = NONE
            a = _meld(g, a, b)
        node_at(g.nodes, a).next = done
        done = a
    root = NONE
    while done != NONE:
        following = node_at(g.nodes, done).next
        node_at(g.nodes, done).next = NONE
        root = done if root == NONE else _meld(g, root, done)
        done = following
    return root


@compiled
def first_place(g: Any, q: int) -> int:
    """The place in line whose contact is next, or -1; those who left are dropped on the way."""
    while True:
        n = queue_at(g.queues, q).head
        if n == NONE:
            return NONE
        node = node_at(g.nodes, n)
        contact = contact_at(g.contacts, node.contact)
        if contact.waiting and contact.order == node.order:
            return n
        head_leaves(g, q)


@compiled
def head(g: Any, q: int) -> int:
    """The number of the contact that is next, or -1."""
    n = first_place(g, q)
    return NONE if n == NONE else node_at(g.nodes, n).contact


@compiled
def take_head(g: Any, q: int) -> int:
    """The contact at the head, of whom it is known that one waits there; no longer in line."""
    c = head(g, q)
    head_leaves(g, q)
    return c
