package conformance

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Glasshouse leads to others by whatever a foreign key may refer to: its key, a unique column, two of them; of its own type, and of any.
type Glasshouse struct {
	ID      int64         `db:"id,pk,noidentity"`
	Code    string        `db:"code,unique"`
	Zone    string        `db:"zone,unique=place"`
	Spot    int64         `db:"spot,unique=place"`
	OverID  *int64        `db:"over_id"`
	Over    *Glasshouse   `rel:"belongs-to,fk=over_id,onupdatefk=cascade"`
	Annexes []*Glasshouse `rel:"has-many,fk=over_id,onupdatefk=cascade"`
	Pots    []*Pot        `rel:"has-many,fk=house_id,onupdatefk=cascade"`
	Seeds   []*Seed       `rel:"has-many,fk=code,references=code,onupdatefk=cascade"`
	Stove   *Stove        `rel:"has-one,fk=house_id,onupdatefk=cascade"`
	Trays   []*Tray       `rel:"has-many,fk=zone+spot,references=zone+spot,onupdatefk=cascade"`
	Labels  []*GlassLabel `rel:"has-many,polymorphic=owner"`
}

// Pot may stand in a glasshouse.
type Pot struct {
	ID      int64       `db:"id,pk,noidentity"`
	HouseID *int64      `db:"house_id"`
	House   *Glasshouse `rel:"belongs-to,fk=house_id,onupdatefk=cascade"`
}

// Seed may be a glasshouse's, by its code.
type Seed struct {
	ID    int64       `db:"id,pk,noidentity"`
	Code  *string     `db:"code"`
	House *Glasshouse `rel:"belongs-to,fk=code,references=code,onupdatefk=cascade"`
}

// Stove warms one glasshouse, or none.
type Stove struct {
	ID      int64       `db:"id,pk,noidentity"`
	HouseID *int64      `db:"house_id"`
	House   *Glasshouse `rel:"belongs-to,fk=house_id,onupdatefk=cascade"`
}

// Tray may stand where a glasshouse does.
type Tray struct {
	ID   int64   `db:"id,pk,noidentity"`
	Zone *string `db:"zone"`
	Spot *int64  `db:"spot"`
}

// GlassLabel may have an owner.
type GlassLabel struct {
	ID        int64 `db:"id,pk,noidentity"`
	OwnerID   *int64
	OwnerType *string
}

// TableName names the table.
func (Glasshouse) TableName() string { return "glasshouses" }

// TableName names the table.
func (Pot) TableName() string { return "pots" }

// TableName names the table.
func (Seed) TableName() string { return "seeds" }

// TableName names the table.
func (Stove) TableName() string { return "stoves" }

// TableName names the table.
func (Tray) TableName() string { return "trays" }

// TableName names the table.
func (GlassLabel) TableName() string { return "glass_labels" }

var (
	glasshouses = builder.Model[Glasshouse]()
	pots        = builder.Model[Pot]()
	seeds       = builder.Model[Seed]()
	stoves      = builder.Model[Stove]()
	trays       = builder.Model[Tray]()
	glassLabels = builder.Model[GlassLabel]()
)

// glazed is two glasshouses, n and n+1, and what may be either's: an annex n+2, and one n of every other type.
type glazed struct {
	db *database
	n  int64
}

func openGlazed(t *testing.T, b Backend) *glazed {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(glasshouses, pots, seeds, stoves, trays, glassLabels))
	return &glazed{db: db}
}

// begin puts the next two glasshouses there, and what is the second one's.
func (g *glazed) begin(t *testing.T) {
	t.Helper()
	g.n += 10
	one, two := g.n, g.n+1
	must(t, g.db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Glasshouse{ID: one, Code: g.code(one), Zone: "z", Spot: one}, &Glasshouse{ID: two, Code: g.code(two), Zone: "z", Spot: two})
	}))
	g.send(t, g.given(two))
}

// send runs statements outside any session.
func (g *glazed) send(t *testing.T, statements []string) {
	t.Helper()
	for _, sql := range statements {
		g.db.exec(t, sql)
	}
}

func (g *glazed) code(id int64) string { return fmt.Sprint("c", id) }

// given are the statements that put what may be either's there, as one's.
func (g *glazed) given(id int64) []string {
	n := g.n
	return append(g.removed(),
		fmt.Sprintf("INSERT INTO glasshouses (id, code, zone, spot, over_id) VALUES (%d, 'c%d', 'z', %d, %d)", n+2, n+2, n+2, id),
		fmt.Sprintf("INSERT INTO pots (id, house_id) VALUES (%d, %d)", n, id),
		fmt.Sprintf("INSERT INTO seeds (id, code) VALUES (%d, 'c%d')", n, id),
		fmt.Sprintf("INSERT INTO stoves (id, house_id) VALUES (%d, %d)", n, id),
		fmt.Sprintf("INSERT INTO trays (id, zone, spot) VALUES (%d, 'z', %d)", n, id),
		fmt.Sprintf("INSERT INTO glass_labels (id, owner_id, owner_type) VALUES (%d, %d, 'glasshouses')", n, id))
}

// removed are the statements that remove it.
func (g *glazed) removed() []string {
	list := []string{fmt.Sprintf("DELETE FROM glasshouses WHERE id = %d", g.n+2)}
	for _, table := range []string{"pots", "seeds", "stoves", "trays", "glass_labels"} {
		list = append(list, fmt.Sprintf("DELETE FROM %s WHERE id = %d", table, g.n))
	}
	return list
}

// moved are the statements that leave it to another one, by what foreign keys get: NULL is nobody.
func (g *glazed) moved(id, code string) []string {
	n := g.n
	return []string{
		fmt.Sprintf("UPDATE glasshouses SET over_id = %s WHERE id = %d", id, n+2),
		fmt.Sprintf("UPDATE pots SET house_id = %s WHERE id = %d", id, n),
		fmt.Sprintf("UPDATE seeds SET code = %s WHERE id = %d", code, n),
		fmt.Sprintf("UPDATE stoves SET house_id = %s WHERE id = %d", id, n),
		fmt.Sprintf("UPDATE trays SET spot = %s WHERE id = %d", id, n),
		fmt.Sprintf("UPDATE glass_labels SET owner_id = %s WHERE id = %d", id, n),
	}
}

// stored is whose everything is, as the database has it.
func (g *glazed) stored(t *testing.T) string {
	t.Helper()
	n := g.n
	return listed(t, g.db, fmt.Sprintf(`SELECT 'annex ' || coalesce(over_id, 0) FROM glasshouses WHERE id = %d
		UNION ALL SELECT 'label ' || coalesce(owner_id, 0) FROM glass_labels WHERE id = %d
		UNION ALL SELECT 'pot ' || coalesce(house_id, 0) FROM pots WHERE id = %d
		UNION ALL SELECT 'seed ' || coalesce(code, '') FROM seeds WHERE id = %d
		UNION ALL SELECT 'stove ' || coalesce(house_id, 0) FROM stoves WHERE id = %d
		UNION ALL SELECT 'tray ' || coalesce(zone, '') || coalesce(spot, 0) FROM trays WHERE id = %d ORDER BY 1`, n+2, n, n, n, n, n))
}

// of is what stored is where everything is one's.
func (g *glazed) of(id int64, code, zone string) string {
	return fmt.Sprintf("annex %d, label %d, pot %d, seed %s, stove %d, tray %s%d", id, id, id, code, id, zone, id)
}

// held is stored as the session has it, of what it meets.
func (g *glazed) held(t *testing.T, s *repo.Session) string {
	t.Helper()
	m, none, nobody := g.meet(t, s, false), int64(0), ""
	text := ""
	for _, e := range m.annexes {
		text += fmt.Sprint("annex ", *cmp.Or(e.OverID, &none))
	}
	for _, e := range m.labels {
		text += fmt.Sprint(", label ", *cmp.Or(e.OwnerID, &none))
	}
	for _, e := range m.pots {
		text += fmt.Sprint(", pot ", *cmp.Or(e.HouseID, &none))
	}
	for _, e := range m.seeds {
		text += fmt.Sprint(", seed ", *cmp.Or(e.Code, &nobody))
	}
	for _, e := range m.stoves {
		text += fmt.Sprint(", stove ", *cmp.Or(e.HouseID, &none))
	}
	for _, e := range m.trays {
		text += fmt.Sprint(", tray ", *cmp.Or(e.Zone, &nobody), *cmp.Or(e.Spot, &none))
	}
	return text
}

// metAll is what a session meets of all that may be either's.
type metAll struct {
	annexes []*Glasshouse
	pots    []*Pot
	seeds   []*Seed
	stoves  []*Stove
	trays   []*Tray
	labels  []*GlassLabel
}

// all is everything in it.
func (m metAll) all() (list []any) {
	list = appendAny(list, m.annexes)
	list = appendAny(list, m.pots)
	list = appendAny(list, m.seeds)
	list = appendAny(list, m.stoves)
	list = appendAny(list, m.trays)
	return appendAny(list, m.labels)
}

func appendAny[T any](list []any, some []T) []any {
	for _, e := range some {
		list = append(list, e)
	}
	return list
}

// meet reads everything; anew: what the session has of it gives way.
func (g *glazed) meet(t *testing.T, s *repo.Session, anew bool) (m metAll) {
	t.Helper()
	m.annexes = meetOne(t, s, builder.Select(glasshouses).Where(builder.Col(&glasshouses.ID).Eq(g.n+2)), anew)
	m.pots = meetOne(t, s, builder.Select(pots).Where(builder.Col(&pots.ID).Eq(g.n)), anew)
	m.seeds = meetOne(t, s, builder.Select(seeds).Where(builder.Col(&seeds.ID).Eq(g.n)), anew)
	m.stoves = meetOne(t, s, builder.Select(stoves).Where(builder.Col(&stoves.ID).Eq(g.n)), anew)
	m.trays = meetOne(t, s, builder.Select(trays).Where(builder.Col(&trays.ID).Eq(g.n)), anew)
	m.labels = meetOne(t, s, builder.Select(glassLabels).Where(builder.Col(&glassLabels.ID).Eq(g.n)), anew)
	return m
}

func meetOne[T any](t *testing.T, s *repo.Session, q builder.SelectStmt[*T], anew bool) []*T {
	t.Helper()
	if anew {
		q = q.PopulateExisting()
	}
	return value(repo.All(t.Context(), s, q))(t)
}
