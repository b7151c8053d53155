package statement

import (
	"fmt"
	"slices"
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
	p := &pieces{nodes: slices.Clone(nodes)}
	tokens := scan(sql)
	if slices.ContainsFunc(nodes, (*Node).isList) {
		tokens = scanLists(sql)
	}
	var b strings.Builder
	for i := 0; i < len(tokens); i++ {
		t, at := tokens[i], len(p.texts)
		switch {
		case t.kind == listOpen && at < len(nodes) && nodes[at].isList():
			e, _, err := expand(nodes[at].value, t.negated())
			if err != nil {
				return Invalid(err)
			}
			p.nodes[at] = Argument(e)
			p.texts = append(p.texts, b.String())
			b.Reset()
			i += t.spans() - 1
		case t.crowded && at < len(nodes) && nodes[at].isList():
			return Invalid(errCrowded)
		case t.kind == placeholder:
			p.texts = append(p.texts, b.String())
			b.Reset()
		case t.kind == question && b.Len() == 0 && at > 0:
			b.WriteString(" ??") // apart from the placeholder before it
		default:
			writeVerbatim(&b, t)
		}
	}
	p.texts = append(p.texts, b.String())
	if len(p.texts) != len(nodes)+1 {
		return invalidf("text has %d placeholders for %d arguments: write ?? for a question mark", len(p.texts)-1, len(nodes))
	}
	return newNode(template, None, nil, nil, p).hashed(hashText(seed, strings.Join(p.texts, "?")), hashNodes(nodes))
}

// isList says whether n binds a list.
func (n *Node) isList() bool { return n.kind == bind && isList(n.value) }

// NamedText is SQL whose :name stand for arguments. find answers the argument of a name; names counts what was asked for.
func NamedText(sql string, find func(name string) (any, bool)) (*Node, error) {
	w := &namedWriter{find: find, found: map[string]*shared{}}
	tokens := scan(sql)
	if slices.ContainsFunc(tokens, w.isList) {
		tokens, w.lists = scanLists(sql), map[string][]any{}
	}
	for i := 0; i < len(tokens); i++ {
		n, err := w.list(tokens[i:])
		if n == 0 && err == nil {
			err = w.write(tokens[i])
		}
		if i += max(0, n-1); err != nil {
			return nil, err
		}
	}
	f := &Fragment{SQL: w.sql.String(), Args: w.args}
	return newNode(text, None, nil, nil, f).hashed(hashText(seed, f.SQL), hashText(seed, strings.Join(w.names, " "))), nil
}

// namedWriter writes SQL whose arguments have names.
type namedWriter struct {
	find  func(name string) (any, bool)
	found map[string]*shared
	lists map[string][]any // values of lists in IN, which bind once as well
	names []string         // part of the shape, since a name binds once
	sql   strings.Builder
	args  []any
}

func (w *namedWriter) isList(t token) bool {
	v, _ := w.find(t.text)
	return t.kind == named && isList(v)
}

// list writes a list that stands in IN, and answers how many tokens that was.
func (w *namedWriter) list(tokens []token) (n int, err error) {
	if tokens[0].kind != listOpen || !w.isList(tokens[1]) {
		return 0, nil
	}
	name := tokens[1].text
	v, _ := w.find(name)
	e, _, err := expand(v, tokens[0].negated())
	if err != nil {
		return 0, fmt.Errorf("argument %q: %w", name, err)
	}
	if w.lists[name] == nil {
		for i, one := range e.values {
			e.values[i] = &shared{one}
		}
		w.lists[name] = e.values
	}
	e.values = w.lists[name]
	w.args, w.names = append(w.args, e), append(w.names, name)
	w.sql.WriteByte('?')
	return tokens[0].spans(), nil
}

func (w *namedWriter) write(t token) error {
	switch t.kind {
	case named:
		return w.name(t)
	case placeholder:
		writeApart(&w.sql, "??")
	case question:
		writeApart(&w.sql, "????")
	case colon:
		w.sql.WriteByte(':')
	default:
		writeVerbatim(&w.sql, t)
	}
	return nil
}

// name writes the argument of a name.
func (w *namedWriter) name(t token) error {
	if w.found[t.text] == nil {
		v, ok := w.find(t.text)
		if !ok {
			return fmt.Errorf("text names :%s, but no argument has that name", t.text)
		}
		w.found[t.text] = &shared{v}
	}
	if t.crowded && w.isList(t) {
		return fmt.Errorf("argument %q: %w", t.text, errCrowded)
	}
	w.args, w.names = append(w.args, w.found[t.text]), append(w.names, t.text)
	w.sql.WriteByte('?')
	return nil
}
