package statement

import (
	"fmt"
	"strings"
)

// pieces is text with nodes between: one more text than nodes.
type pieces struct {
	texts []string // canonical
	nodes []*Node
}

// Text is a fragment of somebody else's SQL. unit says that it stands beside AND and operators without parentheses.
func Text(sql string, args []any, unit bool) *Node {
	f, err := NewFragment(sql, args)
	if err != nil {
		return Invalid(err)
	}
	k := text
	if unit {
		k = unitText
	}
	return newNode(k, None, nil, nil, &f).hashed(hashText(seed, f.SQL))
}

// Template is SQL whose ? stand for nodes, in order.
func Template(sql string, nodes []*Node) *Node {
	p := &pieces{nodes: nodes}
	var b strings.Builder
	for _, t := range scan(sql) {
		if t.kind == placeholder {
			p.texts = append(p.texts, b.String())
			b.Reset()
		} else {
			writeVerbatim(&b, t)
		}
	}
	p.texts = append(p.texts, b.String())
	if len(p.texts) != len(nodes)+1 {
		return invalidf("text has %d placeholders for %d arguments: write ?? for a question mark", len(p.texts)-1, len(nodes))
	}
	return newNode(template, None, nil, nil, p).hashed(hashText(seed, strings.Join(p.texts, "?")), hashNodes(nodes))
}

// NamedText is SQL whose :name stand for arguments. find answers the argument of a name; names counts what was asked for.
func NamedText(sql string, find func(name string) (any, bool)) (*Node, error) {
	f := &Fragment{}
	found := map[string]*shared{}
	var names []string // part of the shape, since a name binds once
	var b strings.Builder
	for _, t := range scan(sql) {
		switch t.kind {
		case named:
			if found[t.text] == nil {
				v, ok := find(t.text)
				if !ok {
					return nil, fmt.Errorf("text names :%s, but no argument has that name", t.text)
				}
				found[t.text] = &shared{v}
			}
			f.Args = append(f.Args, found[t.text])
			names = append(names, t.text)
			b.WriteByte('?')
		case placeholder:
			b.WriteString("??")
		case question:
			b.WriteString("????")
		case colon:
			b.WriteByte(':')
		default:
			writeVerbatim(&b, t)
		}
	}
	f.SQL = b.String()
	return newNode(text, None, nil, nil, f).hashed(hashText(seed, f.SQL), hashText(seed, strings.Join(names, " "))), nil
}
