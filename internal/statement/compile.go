package statement

import (
	"fmt"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// Compiled is a statement as it is sent.
type Compiled struct {
	SQL    string
	Args   []any
	Secret []bool // which of Args no log may show; nil: none
}

// Shown is the arguments as logs may show them.
func (c Compiled) Shown() []any { return Shown(c.Args, c.Secret) }

// Shown is args with *** for each that secret marks; secret may be shorter, or nil.
func Shown(args []any, secret []bool) []any {
	if len(secret) == 0 {
		return args
	}
	shown := append([]any(nil), args...)
	for i, hide := range secret {
		if hide {
			shown[i] = hidden
		}
	}
	return shown
}

// Compile renders s for d. It is pure: the same statement and dialect give the same text. A shape that was met before is
// not rendered again. Args are the caller's; Secret is to be read only.
func Compile(s Statement, d Dialect) (Compiled, error) {
	c := cacheFor(&d)
	if c == nil {
		return compileAnew(&s, &d)
	}
	for found := c.first(s.hash); found != nil; found = found.after() {
		w := walk{arrays: c.arrays, known: found.steps}
		if w.statement(&s, nil); w.same() {
			c.hit(found)
			return found.with(&w.args), nil
		}
	}
	return c.compile(&s)
}

// compileAnew is Compile without a cache.
func compileAnew(s *Statement, d *Dialect) (Compiled, error) {
	f, err := render(*s, *d, false)
	if err != nil {
		return Compiled{}, err
	}
	return number(f, *d)
}

// with is the shape's text with a statement's arguments, given in walk order.
func (c *compiled) with(args *arguments) Compiled {
	if len(c.order) == 0 {
		return Compiled{SQL: c.text}
	}
	sent := make([]any, len(c.order))
	for i, at := range c.order {
		sent[i] = args.at(at)
	}
	return Compiled{SQL: c.text, Args: sent, Secret: c.secret}
}

// compile renders a statement of a shape that is new, and keeps the text.
func (c *cache) compile(s *Statement) (Compiled, error) {
	c.misses.Add(1)
	w := walk{arrays: c.arrays}
	var marked Statement
	w.statement(s, &marked)
	if w.strange {
		return compileAnew(s, &c.dialect)
	}
	rendered, err := compileAnew(&marked, &c.dialect)
	if err != nil {
		return Compiled{}, err
	}
	added := &compiled{hash: s.hash, steps: w.steps, text: rendered.SQL, secret: slices.Clip(rendered.Secret)}
	for _, arg := range rendered.Args {
		place, ok := arg.(placed)
		if !ok { // the text has an argument that the walk does not know
			return compileAnew(s, &c.dialect)
		}
		added.order = append(added.order, place.at)
	}
	c.keep(added)
	return added.with(&w.args), nil
}

// Embed renders s in the form in which it stands inside squirrel's statements.
func Embed(s Statement) (string, []any, error) {
	f, err := render(s, Plain(), true)
	f = f.expanded(Plain())
	return f.SQL, unwrapped(f.Args), err
}

// EmbedNode is Embed for an expression.
func EmbedNode(n *Node) (string, []any, error) {
	return embed((&renderer{dialect: Plain(), free: true}).selected(n))
}

// EmbedTerm is Embed for a term of ORDER BY.
func EmbedTerm(n *Node) (string, []any, error) {
	return embed((&renderer{dialect: Plain(), free: true}).term(n))
}

func embed(rendered sq.Sqlizer) (string, []any, error) {
	sql, args, err := rendered.ToSql()
	f := Fragment{SQL: sql, Args: args}.expanded(Plain())
	return f.SQL, f.Args, err
}

// Show is the text of s for d, or what is wrong with it, for people to read: no argument is in it.
func Show(s Statement, d Dialect) string {
	f, err := render(s, d, false)
	return show(f, d, err)
}

// ShowNode is Show for an expression or a term of ORDER BY.
func ShowNode(n *Node, d Dialect) string {
	r := &renderer{dialect: d, free: true}
	rendered := r.item(n)
	if n.kind == sorted {
		rendered = r.term(n)
	}
	sql, args, err := rendered.ToSql()
	return show(Fragment{SQL: sql, Args: args}, d, err)
}

func show(f Fragment, d Dialect, err error) string {
	if err == nil {
		var c Compiled
		if c, err = number(f, d); err == nil {
			return c.SQL
		}
	}
	return "invalid statement: " + err.Error()
}

// unwrapped is args as squirrel may have them, in a slice of their own. Secrets stay secret: they come back when squirrel's
// text is made part of a statement of ours.
func unwrapped(args []any) (open []any) {
	for _, arg := range args {
		if s, ok := arg.(*shared); ok {
			arg = s.value
		}
		open = append(open, arg)
	}
	return open
}

// number puts the dialect's placeholders into canonical text.
func number(f Fragment, d Dialect) (Compiled, error) {
	f = f.expanded(d)
	n := numberer{dialect: d, args: f.Args, places: map[*shared]int{}}
	rest := f.SQL
	for {
		at := strings.IndexByte(rest, '?')
		if at < 0 {
			break
		}
		n.text.WriteString(rest[:at])
		if strings.HasPrefix(rest[at:], "??") {
			n.text.WriteByte('?')
			at++
		} else if err := n.place(); err != nil {
			return Compiled{}, err
		}
		rest = rest[at+1:]
	}
	n.text.WriteString(rest)
	if n.next != len(n.args) {
		return Compiled{}, fmt.Errorf("text has %d placeholders for %d arguments", n.next, len(n.args))
	}
	return Compiled{SQL: n.text.String(), Args: n.sent, Secret: n.secret}, nil
}

type numberer struct {
	dialect Dialect
	args    []any
	next    int
	text    strings.Builder
	sent    []any
	secret  []bool
	places  map[*shared]int
}

// place writes the placeholder of the next argument.
func (n *numberer) place() error {
	if n.next >= len(n.args) {
		return fmt.Errorf("text has more placeholders than its %d arguments", len(n.args))
	}
	arg := n.args[n.next]
	n.next++
	named, isNamed := arg.(*shared)
	if isNamed {
		arg = named.value
	}
	if n.dialect.Placeholder != "$" {
		n.text.WriteString(n.dialect.Mark(n.send(arg)))
		return nil
	}
	place, sent := n.places[named]
	if !isNamed || !sent {
		place = n.send(arg)
	}
	if isNamed {
		n.places[named] = place
	}
	n.text.WriteString(n.dialect.Mark(place))
	return nil
}

// send adds an argument and answers its place, from 1.
func (n *numberer) send(arg any) int {
	s, isSecret := arg.(Secret)
	if isSecret {
		arg = s.value
		for len(n.secret) < len(n.sent) {
			n.secret = append(n.secret, false)
		}
		n.secret = append(n.secret, true)
	}
	n.sent = append(n.sent, arg)
	return len(n.sent)
}
