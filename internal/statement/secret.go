package statement

import sq "github.com/Masterminds/squirrel"

// concealed is a Sqlizer whose arguments no log may show, because they meet a secret column.
type concealed struct{ sq.Sqlizer }

func (c concealed) ToSql() (string, []any, error) {
	sql, given, err := c.Sqlizer.ToSql()
	args := make([]any, len(given))
	for i, arg := range given {
		if named, ok := arg.(*shared); ok {
			arg = named.value
		}
		if _, ok := arg.(Secret); !ok {
			arg = Secret{arg}
		}
		args[i] = arg
	}
	return sql, args, err
}

// meetsSecret says whether n sets a secret column beside other values, so that they may tell of it.
func (n *Node) meetsSecret() bool {
	switch n.kind {
	case all, some, negation, column, bind, literal, subquery, exists, whole, has:
		return false
	}
	w := &walker{shallow: true}
	w.node(n)
	return w.secret
}
