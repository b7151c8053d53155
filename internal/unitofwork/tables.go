package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// graph is the tables of a flush, and which must be written before which.
type graph struct {
	nodes  []*mapper.Mapping
	parent map[*mapper.Mapping][]*mapper.Mapping // of each table, those that it refers to
	rank   map[*mapper.Mapping]int               // tables that refer to one another have one rank
	cyclic map[*mapper.Mapping]bool              // those that do, a table that refers to itself among them
}

func newGraph(nodes []*mapper.Mapping) *graph {
	g := &graph{nodes: nodes, parent: map[*mapper.Mapping][]*mapper.Mapping{}, rank: map[*mapper.Mapping]int{}, cyclic: map[*mapper.Mapping]bool{}}
	for _, m := range nodes {
		for _, r := range relationships(m) {
			if !slices.Contains(nodes, r.Target) || r.Kind == mapper.ManyToMany || (claim{by: r}).postpones() {
				continue
			}
			if r.HoldsKey() {
				g.refer(m, r.Target)
			} else {
				g.refer(r.Target, m)
			}
		}
	}
	g.referByTags()
	g.sort()
	return g
}

func (g *graph) refer(child, parent *mapper.Mapping) {
	if !slices.Contains(g.parent[child], parent) {
		g.parent[child] = append(g.parent[child], parent)
	}
}

// referByTags adds the foreign keys that no relationship stands for, as far as they leave an order.
func (g *graph) referByTags() {
	for _, m := range g.nodes {
		for _, c := range m.Columns {
			at := slices.IndexFunc(g.nodes, func(n *mapper.Mapping) bool { return n != m && c.RefersTo(n.Table) })
			if at >= 0 && !g.reaches(g.nodes[at], m, map[*mapper.Mapping]bool{}) {
				g.refer(m, g.nodes[at])
			}
		}
	}
}

// reaches reports whether from refers to a table, directly or not.
func (g *graph) reaches(from, to *mapper.Mapping, met map[*mapper.Mapping]bool) bool {
	if met[from] {
		return false
	}
	met[from] = true
	return slices.ContainsFunc(g.parent[from], func(p *mapper.Mapping) bool { return p == to || g.reaches(p, to, met) })
}

// sort ranks tables behind those that they refer to.
func (g *graph) sort() {
	for _, m := range g.nodes {
		if g.reaches(m, m, map[*mapper.Mapping]bool{}) {
			g.cyclic[m] = true
		}
	}
	for _, m := range g.nodes {
		g.rankOf(m)
	}
}

// hasCycle reports whether tables refer to one another, or one to itself.
func (g *graph) hasCycle() bool { return len(g.cyclic) > 0 }

// together reports whether two tables refer to one another.
func (g *graph) together(a, b *mapper.Mapping) bool {
	return a == b || (g.cyclic[a] && g.cyclic[b] && g.reaches(a, b, map[*mapper.Mapping]bool{}) && g.reaches(b, a, map[*mapper.Mapping]bool{}))
}

// members returns the tables that m is in a cycle with, itself among them.
func (g *graph) members(m *mapper.Mapping) (members []*mapper.Mapping) {
	for _, n := range g.nodes {
		if g.together(m, n) {
			members = append(members, n)
		}
	}
	return members
}

func (g *graph) rankOf(m *mapper.Mapping) int {
	if rank, ok := g.rank[m]; ok {
		return rank
	}
	members := g.members(m)
	rank := 0
	for _, member := range members {
		for _, parent := range g.parent[member] {
			if !slices.Contains(members, parent) {
				rank = max(rank, g.rankOf(parent)+1)
			}
		}
	}
	for _, member := range members {
		g.rank[member] = rank
	}
	return rank
}
