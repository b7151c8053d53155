package render_test

import (
	"database/sql"
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
)

type Owner struct {
	ID    int64
	Name  string
	Age   *int
	Score float64
	Pin   string `db:"pin,secret"`
}

func (Owner) TableName() string { return "owners" }

type Pet struct {
	ID      int64
	OwnerID int64
	Name    string
	Weight  float64
	Tame    bool
}

func (Pet) TableName() string { return "pets" }

var (
	owners = builder.Model[Owner]()
	pets   = builder.Model[Pet]()
)

// source draws what a statement is made of. What decides the shape comes from shape as long as that lasts, so that a second
// source with the same shape and other values makes a statement of the same shape.
type source struct {
	t     *rapid.T
	shape []int
	at    int
}

// choose returns a number below n, which decides the shape.
func (s *source) choose(n int) int {
	if s.at == len(s.shape) {
		s.shape = append(s.shape, rapid.IntRange(0, n-1).Draw(s.t, "choice"))
	}
	s.at++
	return s.shape[s.at-1] % n
}

// altered returns a source whose statement has nearly the shape that s drew.
func (s *source) altered() *source {
	shape := slices.Clone(s.shape)
	shape[rapid.IntRange(0, len(shape)-1).Draw(s.t, "altered")] += 1 + rapid.IntRange(0, 3).Draw(s.t, "by")
	return &source{t: s.t, shape: shape}
}

func (s *source) text() string   { return rapid.StringN(0, 8, 32).Draw(s.t, "text") }
func (s *source) number() int64  { return rapid.Int64().Draw(s.t, "number") }
func (s *source) float() float64 { return rapid.Float64().Draw(s.t, "float") }
func (s *source) truth() bool    { return rapid.Bool().Draw(s.t, "truth") }
func (s *source) small() int     { return rapid.IntRange(0, 1<<20).Draw(s.t, "small") }
func (s *source) ids(n int) []int64 {
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = s.number()
	}
	return ids
}

func (s *source) statement() builder.Sqlizer {
	switch s.choose(10) {
	case 0:
		return s.update()
	case 1:
		return s.insert()
	case 2:
		return builder.Delete(owners).Where(s.predicate(2))
	case 3:
		text := []string{"SELECT :a, :b, :a", "SELECT :b, :a", "SELECT :a, :b"}[s.choose(3)]
		return builder.Text(text, sql.Named("a", s.text()), sql.Named("b", s.number()))
	case 4:
		return builder.SelectColumns(s.expression(), s.expression()).From(owners).GroupBy(builder.Col(&owners.Name)).Having(s.predicate(1))
	}
	return s.query()
}

func (s *source) query() builder.SelectStmt[*Owner] {
	q := builder.Select(owners)
	if s.choose(2) == 0 {
		q = q.LeftJoin(pets, builder.Col(&pets.OwnerID).EqCol(builder.Col(&owners.ID)), builder.Col(&pets.Weight).Gt(s.float()))
	}
	for range s.choose(3) {
		q = q.Where(s.predicate(3))
	}
	switch s.choose(4) {
	case 0:
		q = q.OrderBy(builder.Col(&owners.Name).Desc().NullsLast(), s.expression())
	case 1:
		q = q.Limit(s.small()).Offset(s.small())
	case 2:
		q = q.ForUpdate(builder.LockOf(owners), builder.SkipLocked()).Limit(s.small())
	}
	return q
}

func (s *source) update() builder.Sqlizer {
	u := builder.Update(owners).Set(builder.Col(&owners.Name).To(s.text()))
	switch s.choose(3) {
	case 0:
		u = u.Set(builder.Col(&owners.Pin).To(s.text()))
	case 1:
		u = u.Set(builder.Col(&owners.Score).ToExpr(builder.Col(&owners.Score).Add(s.float())))
	}
	return u.Where(s.predicate(2)).Returning()
}

func (s *source) insert() builder.Sqlizer {
	rows := make([]*Owner, 1+s.choose(3))
	for i := range rows {
		rows[i] = &Owner{Name: s.text(), Score: s.float(), Pin: s.text()}
		if s.choose(2) == 0 {
			rows[i].ID = 1 + int64(s.small())
		}
	}
	return builder.Insert(owners).Values(rows...)
}

func (s *source) expression() builder.Sqlizer {
	switch s.choose(7) {
	case 0:
		return builder.Literal(s.text())
	case 1:
		return builder.Literal(s.number())
	case 2:
		return builder.Raw[int]("? + length(?)", s.small(), builder.Col(&owners.Name).Coalesce(s.text()))
	case 3:
		return builder.Func[string]("concat", s.text(), builder.Cast[string](builder.Literal(s.float()), "text"))
	case 4:
		return builder.Col(&owners.Pin).Coalesce(s.text())
	case 5:
		return sq.Expr([]string{"coalesce", "greatest", "nullif"}[s.choose(3)]+"(?, ?)", s.text(), s.small())
	}
	return builder.Col(&owners.Name).Label(fmt.Sprint("l", s.choose(3)))
}

func (s *source) predicate(depth int) builder.Sqlizer {
	if depth > 0 {
		switch s.choose(6) {
		case 0:
			return builder.And(s.predicate(depth-1), s.predicate(depth-1))
		case 1:
			return builder.Or(s.predicate(depth-1), s.predicate(depth-1))
		case 2:
			return builder.Not(s.predicate(depth - 1))
		case 3:
			return builder.Exists(builder.SelectColumns(builder.Col(&pets.ID)).From(pets).
				Where(builder.Col(&pets.OwnerID).EqCol(builder.Col(&owners.ID)), builder.Col(&pets.Tame).Eq(s.truth()), s.predicate(depth-1)).Limit(s.small()))
		}
	}
	return s.comparison()
}

func (s *source) comparison() builder.Sqlizer {
	id, named, pin := builder.Col(&owners.ID), builder.Col(&owners.Name), builder.Col(&owners.Pin)
	switch s.choose(13) {
	case 0:
		return id.In(s.ids(s.choose(4))...)
	case 1:
		return named.Eq(s.text())
	case 2:
		return pin.Ne(s.text())
	case 3:
		return pin.In(s.text(), s.text())
	case 4:
		return builder.NullCol(&owners.Age).Between(s.small(), s.small())
	case 5:
		return named.ILike(s.text())
	case 6:
		return builder.Col(&owners.Score).IsNotDistinctFrom(s.float())
	case 7:
		return builder.NullCol(&owners.Age).IsNull()
	case 8:
		return sq.Eq{"id": s.number(), "name": []string{"a", s.text()}[:1+s.choose(2)]}
	case 9:
		return builder.Text("(name = :n OR name = :n)", sql.Named("n", s.text()))
	case 10:
		return id.InQuery(builder.SelectColumns(builder.Col(&pets.OwnerID)).Where(builder.Col(&pets.Weight).Lt(s.float())))
	case 11:
		return sq.Gt{"score": s.float()}
	}
	return builder.Col(&owners.Score).Ge(s.float())
}

// stated returns a statement as its own package has it.
func stated(s builder.Sqlizer) ast.Statement { return builder.As[builder.Row](s).Statement() }
