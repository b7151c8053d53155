package statement

import sq "github.com/Masterminds/squirrel"

// concealed is a Sqlizer whose arguments no log may show, because they meet a secret column.
type concealed struct{ sq.Sqlizer }

func (c concealed) ToSql() (string, []any, error) { return rendered(c) }

func (c concealed) write(w *writer) error {
	before := len(w.args)
	err := w.add(c.Sqlizer)
	args := w.args[before:]
	for i, arg := range args {
		if e, ok := arg.(*expansion); ok {
			args[i] = e.hide()
		} else {
			args[i] = hide(arg)
		}
	}
	return err
}

// hide is an argument as a secret one.
func hide(arg any) any {
	if named, ok := arg.(*shared); ok {
		arg = named.value
	}
	if _, ok := arg.(Secret); !ok {
		arg = Secret{arg}
	}
	return arg
}

// meetsSecret says whether n sets a secret column beside other values, so that they may tell of it, and whether it looked at
// all that n is made of, sub-selects aside.
func (n *Node) meetsSecret() (secret, looked bool) {
	switch n.kind {
	case all, some, negation, column, bind, literal, subquery, exists, whole, has:
		return false, false
	}
	w := &walker{shallow: true}
	w.node(n)
	return w.secret, true
}
