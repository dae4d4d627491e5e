"""Networks as pictures: where the nodes stand, and how pyvis draws them."""
