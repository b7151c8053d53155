package migrate

import (
	"fmt"
	"slices"
	"strings"
)

// graph is the revisions of a dialect. It does not change once it is made.
type graph struct {
	nodes map[string]*node
	order []*node // each behind its parents
}

// set is some revisions of a graph.
type set map[*node]bool

// newGraph ties nodes, given in the order in which those that may go in any stand, to their parents.
func newGraph(nodes []*node) (*graph, error) {
	g := &graph{nodes: map[string]*node{}}
	for _, n := range nodes {
		if other := g.nodes[n.ID]; other != nil {
			return nil, fmt.Errorf("migrate: revision %s is there twice, as %s and %s: give one another id", n.ID, other.where(), n.where())
		}
		g.nodes[n.ID] = n
	}
	for _, n := range nodes {
		for _, id := range n.Parents {
			parent := g.nodes[id]
			if parent == nil {
				return nil, fmt.Errorf("migrate: revision %s (%s) follows %s, which is not there: add its file, or mend the line \"drey: parents\"; "+
					"where it is code, run the program that has it: go run ./cmd/migrate", n.ID, n.where(), id)
			}
			n.parents = append(n.parents, parent)
			parent.children = append(parent.children, n)
		}
	}
	return g, g.sort(nodes)
}

func (n *node) where() string {
	if n.step != nil {
		return "a GoStep"
	}
	return n.Path
}

// sort puts each revision behind its parents.
func (g *graph) sort(nodes []*node) error {
	done := set{}
	ready := func(n *node) bool {
		return !done[n] && !slices.ContainsFunc(n.parents, func(p *node) bool { return !done[p] })
	}
	for len(g.order) < len(nodes) {
		next := slices.IndexFunc(nodes, ready)
		if next < 0 {
			return fmt.Errorf("migrate: revisions follow one another in a circle, %s among them: mend the lines \"drey: parents\"", g.stuck(nodes, done))
		}
		done[nodes[next]] = true
		g.order = append(g.order, nodes[next])
	}
	return nil
}

func (g *graph) stuck(nodes []*node, done set) string {
	at := slices.IndexFunc(nodes, func(n *node) bool { return !done[n] })
	return nodes[at].ID
}

// heads are the revisions that none follows.
func (g *graph) heads() (heads []*node) {
	for _, n := range g.order {
		if n.isHead() {
			heads = append(heads, n)
		}
	}
	return heads
}

// headsOf are the revisions of some that none of them follows.
func (g *graph) headsOf(some set) (heads []*node) {
	for _, n := range g.order {
		if some[n] && !slices.ContainsFunc(n.children, func(c *node) bool { return some[c] }) {
			heads = append(heads, n)
		}
	}
	return heads
}

// upTo are revisions and all that they follow.
func upTo(nodes ...*node) set { return reach(nodes, func(n *node) []*node { return n.parents }) }

// downFrom are revisions and all that follow them.
func downFrom(nodes ...*node) set { return reach(nodes, func(n *node) []*node { return n.children }) }

func reach(nodes []*node, next func(*node) []*node) set {
	found := set{}
	nodes = slices.Clone(nodes)
	for len(nodes) > 0 {
		n := nodes[len(nodes)-1]
		nodes = nodes[:len(nodes)-1]
		if !found[n] {
			found[n] = true
			nodes = append(nodes, next(n)...)
		}
	}
	return found
}

// missingFrom are the revisions of some that are not in others, in order.
func (g *graph) missingFrom(others, some set) (list []*node) {
	for _, n := range g.order {
		if some[n] && !others[n] {
			list = append(list, n)
		}
	}
	return list
}

// find returns the revision of an id, or of the beginning of one.
func (g *graph) find(id string) (*node, error) {
	if n := g.nodes[id]; n != nil {
		return n, nil
	}
	var found []*node
	for _, n := range g.order {
		if id != "" && strings.HasPrefix(n.ID, id) {
			found = append(found, n)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		if labelled := g.labelled(id); labelled != nil {
			return labelled, nil
		}
		return nil, invalid("there is no revision %q: run: drey history", id)
	}
	return nil, invalid("%q is the beginning of %d revisions, %s and %s among them: write more of it", id, len(found), found[0].ID, found[1].ID)
}

// labelled returns the revision of a label.
func (g *graph) labelled(label string) *node {
	at := slices.IndexFunc(g.order, func(n *node) bool { return label != "" && n.Label == label })
	if at < 0 {
		return nil
	}
	return g.order[at]
}

func publish(nodes []*node) []Revision {
	list := make([]Revision, len(nodes))
	for i, n := range nodes {
		list[i] = n.publish()
	}
	return list
}

func ids(nodes []*node) []string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = n.ID
	}
	return list
}

// above is the id of the applied revision that nothing applied follows and that leads back to n: stamped, it takes nothing from what
// is applied.
func (g *graph) above(n *node, applied set) string {
	for _, h := range g.headsOf(applied) {
		if upTo(h)[n] {
			return h.ID
		}
	}
	return n.ID
}
