package render

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
)

// Compiled is a statement as it is sent.
type Compiled struct {
	SQL    string
	Args   []any
	Secret []bool // which of Args no log may show; nil: none
}

// Shown returns the arguments as logs may show them.
func (c Compiled) Shown() []any { return Shown(c.Args, c.Secret) }

// Shown returns args with *** for each that secret marks; secret may be shorter, or nil.
func Shown(args []any, secret []bool) []any {
	if len(secret) == 0 {
		return args
	}
	shown := append([]any(nil), args...)
	for i, hide := range secret {
		if hide {
			shown[i] = fragment.Hidden
		}
	}
	return shown
}

// Compile renders s for d. It is pure: the same statement and dialect give the same text. A shape that was met before is
// not rendered again. Args are the caller's; Secret is to be read only.
func Compile(s ast.Statement, d Dialect) (Compiled, error) {
	c := cacheFor(&d)
	if c == nil {
		return compileAnew(&s, &d)
	}
	for found := c.first(s.Fingerprint()); found != nil; found = found.after() {
		if args, ok := found.shape.Arguments(&s, found.order); ok {
			c.hit(found)
			return found.with(args), nil
		}
	}
	return c.compile(&s)
}

// compileAnew is [Compile] without a cache.
func compileAnew(s *ast.Statement, d *Dialect) (Compiled, error) {
	f, err := render(s, *d, false)
	if err != nil {
		return Compiled{}, err
	}
	return number(f, *d)
}

// with returns the shape's text with a statement's arguments, in the order in which they are sent.
func (c *compiled) with(args []any) Compiled {
	if len(args) == 0 {
		return Compiled{SQL: c.text}
	}
	return Compiled{SQL: c.text, Args: args, Secret: c.secret}
}

// compile renders a statement of a shape that is new, and keeps the text.
func (c *cache) compile(s *ast.Statement) (Compiled, error) {
	c.misses.Add(1)
	shape, marked, args, ok := ast.ShapeOf(s, c.arrays)
	if !ok {
		return compileAnew(s, &c.dialect)
	}
	rendered, err := compileAnew(&marked, &c.dialect)
	if err != nil {
		return Compiled{}, err
	}
	added := &compiled{hash: s.Fingerprint(), shape: shape, text: rendered.SQL, secret: slices.Clip(rendered.Secret)}
	var sent []any
	for _, arg := range rendered.Args {
		place, ok := arg.(ast.Place)
		if !ok { // the text has an argument that the shape does not know
			return compileAnew(s, &c.dialect)
		}
		added.order, sent = append(added.order, place.At), append(sent, args[place.At])
	}
	c.add(added)
	return added.with(sent), nil
}

// Embed renders s in the form in which it stands inside squirrel's statements. Secrets stay secret: they come back when
// squirrel's text is made part of a statement of ours.
func Embed(s ast.Statement) (string, []any, error) {
	f, err := render(&s, Plain(), true)
	if f = f.Expand(Plain().Has(ArrayParams)); err != nil {
		return "", nil, err
	}
	var args []any
	for _, arg := range f.Args {
		if shared, ok := arg.(*fragment.Shared); ok {
			arg = shared.Value
		}
		args = append(args, arg)
	}
	return f.SQL, args, nil
}

// EmbedNode is [Embed] for an expression.
func EmbedNode(n *ast.Node) (string, []any, error) {
	r := &renderer{dialect: Plain(), anyTable: true}
	return embed(r.terms(ast.Flat([]*ast.Node{n}), r.item))
}

// EmbedTerm is [Embed] for a term of ORDER BY.
func EmbedTerm(n *ast.Node) (string, []any, error) {
	return embed((&renderer{dialect: Plain(), anyTable: true}).term(n))
}

func embed(rendered sq.Sqlizer) (string, []any, error) {
	sql, args, err := rendered.ToSql()
	f := fragment.Fragment{SQL: sql, Args: args}.Expand(Plain().Has(ArrayParams))
	return f.SQL, f.Args, err
}

// Show returns the text of s for d, or what is wrong with it, for people to read: no argument is in it.
func Show(s ast.Statement, d Dialect) string {
	f, err := render(&s, d, false)
	return show(f, d, err)
}

// ShowNode is [Show] for an expression or a term of ORDER BY.
func ShowNode(n *ast.Node, d Dialect) string {
	r := &renderer{dialect: d, anyTable: true}
	rendered := r.item(n)
	if _, sorted := n.Expr().(*ast.SortExpr); sorted {
		rendered = r.term(n)
	}
	sql, args, err := rendered.ToSql()
	return show(fragment.Fragment{SQL: sql, Args: args}, d, err)
}

func show(f fragment.Fragment, d Dialect, err error) string {
	if err == nil {
		var c Compiled
		if c, err = number(f, d); err == nil {
			return c.SQL
		}
	}
	return "invalid statement: " + err.Error()
}

// number puts the dialect's placeholders into canonical text.
func number(f fragment.Fragment, d Dialect) (Compiled, error) {
	f = f.Expand(d.Has(ArrayParams))
	n := numberer{dialect: d, args: f.Args, places: map[*fragment.Shared]int{}, checked: mayHavePlaceholders(f.SQL, d)}
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
	if strings.IndexByte(f.SQL, 0) >= 0 {
		return Compiled{}, errors.New("the text holds a NUL byte, which is no SQL: give what the byte belongs to as an argument")
	}
	if n.next != len(n.args) {
		return Compiled{}, fmt.Errorf("text has %d placeholders for %d arguments", n.next, len(n.args))
	}
	if err := n.unfilled(); err != nil {
		return Compiled{}, err
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
	places  map[*fragment.Shared]int
	checked bool     // the text may have placeholders of its own
	written [][2]int // where placeholders of arguments stand in a text that is checked
}

// place writes the placeholder of the next argument.
func (n *numberer) place() error {
	if n.next >= len(n.args) {
		return fmt.Errorf("text has more placeholders than its %d arguments", len(n.args))
	}
	arg := n.args[n.next]
	n.next++
	named, isNamed := arg.(*fragment.Shared)
	if isNamed {
		arg = named.Value
	}
	if n.dialect.Placeholder != "$" {
		n.mark(n.send(arg))
		return nil
	}
	place, sent := n.places[named]
	if !isNamed || !sent {
		place = n.send(arg)
	}
	if isNamed {
		n.places[named] = place
	}
	n.mark(place)
	return nil
}

// mark writes the placeholder of the argument at place.
func (n *numberer) mark(place int) {
	begin := n.text.Len()
	n.text.WriteString(n.dialect.Mark(place))
	if n.checked {
		n.written = append(n.written, [2]int{begin, n.text.Len()})
	}
}

// send adds an argument and returns its place, from 1.
func (n *numberer) send(arg any) int {
	s, isSecret := arg.(fragment.Secret)
	if isSecret {
		arg = s.Reveal()
		for len(n.secret) < len(n.sent) {
			n.secret = append(n.secret, false)
		}
		n.secret = append(n.secret, true)
	}
	n.sent = append(n.sent, arg)
	return len(n.sent)
}
