package loading_test

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

type zone struct {
	Code string    `db:"code,pk"`
	Year int32     `db:"year,pk"`
	Huts []*hut    `rel:"has-many,fk=zone_code+zone_year,order=size desc"`
	Kept []*keeper `rel:"many-to-many,through=app.kept,fk=code+year"`
}

func (zone) TableName() string { return "zones" }

type hut struct {
	ID       int64
	Size     int
	ZoneCode *string
	ZoneYear *int32
	Zone     *zone   `rel:"belongs-to,fk=zone_code+zone_year"`
	KeeperID *int64  `db:"keeper_id,secret"`
	Keeper   *keeper `rel:"belongs-to"`
}

func (hut) TableName() string { return "huts" }

type keeper struct {
	ID    int64   `db:"id,pk,secret"`
	Huts  []*hut  `rel:"has-many"`
	Zones []*zone `rel:"many-to-many,through=app.kept,ref=code+year"`
}

func (keeper) TableName() string { return "keepers" }

var (
	zones   = builder.Model[zone]()
	huts    = builder.Model[hut]()
	keepers = builder.Model[keeper]()
)

func loadOf(t *testing.T, path builder.Loading) *ast.Load {
	t.Helper()
	loads, err := path.Loads()
	require.NoError(t, err)
	return loads[0]
}

// known returns a session that read these entities.
func known(t *testing.T, entities ...any) (*identity.Map, []unsafe.Pointer) {
	t.Helper()
	m := new(identity.Map)
	var bases []unsafe.Pointer
	for _, e := range entities {
		mapping, err := mapper.Of(reflect.TypeOf(e).Elem())
		require.NoError(t, err)
		p := reflect.ValueOf(e).UnsafePointer()
		bases = append(bases, p)
		m.Attach(mapping, identity.KeyOf(mapping, p), e)
	}
	return m, bases
}

// texts returns the statements that load path for entities, whose every argument is left out.
func texts(t *testing.T, d builder.Dialect, path builder.Loading, entities ...any) (list []render.Compiled) {
	t.Helper()
	m, bases := known(t, entities...)
	f, err := loading.NewFetch(loadOf(t, path), bases, render.Dialect(d), loading.Options{Known: m})
	require.NoError(t, err)
	stmts, err := f.Statements()
	require.NoError(t, err)
	for _, s := range stmts {
		c, err := render.Compile(s, render.Dialect(d))
		require.NoError(t, err)
		list = append(list, c)
	}
	return list
}

func TestFetchTexts(t *testing.T) {
	code, year, id := "a", int32(1), int64(7)
	two := []any{&zone{Code: "a", Year: 1}, &zone{Code: "b", Year: 2}}
	for name, want := range map[string]struct {
		path             builder.Loading
		owners           []any
		postgres, sqlite string
	}{
		"has many": {builder.SelectIn(&keepers.Huts), []any{&keeper{ID: 1}, &keeper{ID: 2}},
			`SELECT "huts"."keeper_id", "huts"."id", "huts"."size", "huts"."zone_code", "huts"."zone_year", "huts"."keeper_id" FROM "huts" WHERE "huts"."keeper_id" = ANY($1)`,
			`SELECT "huts"."keeper_id", "huts"."id", "huts"."size", "huts"."zone_code", "huts"."zone_year", "huts"."keeper_id" FROM "huts" WHERE "huts"."keeper_id" IN (?,?)`},
		"has many by a composite key": {builder.SelectIn(&zones.Huts), two,
			`SELECT "huts"."zone_code", "huts"."zone_year", "huts"."id", "huts"."size", "huts"."zone_code", "huts"."zone_year", "huts"."keeper_id" FROM "huts" WHERE (("huts"."zone_code", "huts"."zone_year") IN (SELECT unnest(coalesce($1, ARRAY[(NULL::"huts")."zone_code"])), unnest(coalesce($2, ARRAY[(NULL::"huts")."zone_year"])))) ORDER BY "huts"."size" DESC, "huts"."id" ASC`,
			`SELECT "huts"."zone_code", "huts"."zone_year", "huts"."id", "huts"."size", "huts"."zone_code", "huts"."zone_year", "huts"."keeper_id" FROM "huts" WHERE ("huts"."zone_code", "huts"."zone_year") IN (VALUES (?, ?), (?, ?)) ORDER BY "huts"."size" DESC, "huts"."id" ASC`},
		"belongs to": {builder.SelectIn(&huts.Keeper), []any{&hut{ID: 1, KeeperID: &id}, &hut{ID: 2, KeeperID: &id}, &hut{ID: 3}},
			`SELECT "keepers"."id" FROM "keepers" WHERE "keepers"."id" = $1`,
			`SELECT "keepers"."id" FROM "keepers" WHERE "keepers"."id" = ?`},
		"belongs to by a composite key": {builder.SelectIn(&huts.Zone), []any{&hut{ID: 1, ZoneCode: &code, ZoneYear: &year}, &hut{ID: 2, ZoneCode: &code}},
			`SELECT "zones"."code", "zones"."year" FROM "zones" WHERE ("zones"."code" = $1 AND "zones"."year" = $2)`,
			`SELECT "zones"."code", "zones"."year" FROM "zones" WHERE ("zones"."code" = ? AND "zones"."year" = ?)`},
		"many to many": {builder.SelectIn(&keepers.Zones), []any{&keeper{ID: 1}},
			`SELECT "drey_through"."keeper_id", "zones"."code", "zones"."year" FROM "zones" JOIN "app"."kept" AS "drey_through" ON "drey_through"."code" = "zones"."code" AND "drey_through"."year" = "zones"."year" WHERE "drey_through"."keeper_id" = $1 ORDER BY "zones"."code" ASC, "zones"."year" ASC`,
			`SELECT "drey_through"."keeper_id", "zones"."code", "zones"."year" FROM "zones" JOIN "app"."kept" AS "drey_through" ON "drey_through"."code" = "zones"."code" AND "drey_through"."year" = "zones"."year" WHERE "drey_through"."keeper_id" = ? ORDER BY "zones"."code" ASC, "zones"."year" ASC`},
		"filtered and sorted": {builder.SelectIn(&keepers.Huts).Where(builder.Col(&huts.Size).Gt(3)).OrderBy(builder.Col(&huts.Size).Desc()), []any{&keeper{ID: 1}},
			`SELECT "huts"."keeper_id", "huts"."id", "huts"."size", "huts"."zone_code", "huts"."zone_year", "huts"."keeper_id" FROM "huts" WHERE "huts"."keeper_id" = $1 AND "huts"."size" > $2 ORDER BY "huts"."size" DESC, "huts"."id" ASC`,
			`SELECT "huts"."keeper_id", "huts"."id", "huts"."size", "huts"."zone_code", "huts"."zone_year", "huts"."keeper_id" FROM "huts" WHERE "huts"."keeper_id" = ? AND "huts"."size" > ? ORDER BY "huts"."size" DESC, "huts"."id" ASC`},
		"parts of one": {builder.SelectIn(&zones.Huts).Only(builder.Col(&huts.Size)).Then(builder.SelectIn(&huts.Keeper)), two[:1],
			`SELECT "huts"."zone_code", "huts"."zone_year", "huts"."id", "huts"."size", "huts"."zone_code", "huts"."zone_year", "huts"."keeper_id" FROM "huts" WHERE ("huts"."zone_code" = $1 AND "huts"."zone_year" = $2) ORDER BY "huts"."size" DESC, "huts"."id" ASC`,
			`SELECT "huts"."zone_code", "huts"."zone_year", "huts"."id", "huts"."size", "huts"."zone_code", "huts"."zone_year", "huts"."keeper_id" FROM "huts" WHERE ("huts"."zone_code" = ? AND "huts"."zone_year" = ?) ORDER BY "huts"."size" DESC, "huts"."id" ASC`},
		"parts": {builder.SelectIn(&keepers.Huts).Only(builder.Col(&huts.ID)), []any{&keeper{ID: 1}, &keeper{ID: 2}},
			`SELECT "huts"."keeper_id", "huts"."id", "huts"."keeper_id" FROM "huts" WHERE "huts"."keeper_id" = ANY($1)`,
			`SELECT "huts"."keeper_id", "huts"."id", "huts"."keeper_id" FROM "huts" WHERE "huts"."keeper_id" IN (?,?)`},
		"limited": {builder.SelectIn(&zones.Kept).Limit(2), two,
			`SELECT "drey_key_1", "drey_key_2", "id" FROM (SELECT "drey_through"."code" AS "drey_key_1", "drey_through"."year" AS "drey_key_2", "keepers"."id", row_number() OVER (PARTITION BY "drey_through"."code", "drey_through"."year" ORDER BY "keepers"."id" ASC) AS "drey_row" FROM "keepers" JOIN "app"."kept" AS "drey_through" ON "drey_through"."keeper_id" = "keepers"."id" WHERE (("drey_through"."code", "drey_through"."year") IN (SELECT unnest(coalesce($1, ARRAY[(NULL::"app"."kept")."code"])), unnest(coalesce($2, ARRAY[(NULL::"app"."kept")."year"]))))) AS "drey_rows" WHERE "drey_row" <= $3 ORDER BY "drey_row"`,
			`SELECT "drey_key_1", "drey_key_2", "id" FROM (SELECT "drey_through"."code" AS "drey_key_1", "drey_through"."year" AS "drey_key_2", "keepers"."id", row_number() OVER (PARTITION BY "drey_through"."code", "drey_through"."year" ORDER BY "keepers"."id" ASC) AS "drey_row" FROM "keepers" JOIN "app"."kept" AS "drey_through" ON "drey_through"."keeper_id" = "keepers"."id" WHERE ("drey_through"."code", "drey_through"."year") IN (VALUES (?, ?), (?, ?))) AS "drey_rows" WHERE "drey_row" <= ? ORDER BY "drey_row"`},
	} {
		t.Run(name, func(t *testing.T) {
			got := texts(t, builder.Postgres(), want.path, want.owners...)
			require.Len(t, got, 1)
			require.Equal(t, want.postgres, got[0].SQL)
			_, err := pgquery.Parse(got[0].SQL)
			require.NoError(t, err)
			require.Equal(t, want.sqlite, texts(t, builder.SQLite(), want.path, want.owners...)[0].SQL)
		})
	}
}

func TestFetchPages(t *testing.T) {
	var owners []any
	for i := range 1_001 {
		owners = append(owners, &keeper{ID: int64(i)})
	}
	require.Len(t, texts(t, builder.Postgres(), builder.SelectIn(&keepers.Huts), owners...), 1)
	pages := texts(t, builder.SQLite(), builder.SelectIn(&keepers.Huts), owners...)
	require.Len(t, pages, 3)
	require.Equal(t, []int{500, 500, 1}, []int{len(pages[0].Args), len(pages[1].Args), len(pages[2].Args)})
	require.Empty(t, texts(t, builder.Postgres(), builder.SelectIn(&huts.Keeper), &hut{ID: 1}), "a NULL leads nowhere")
}

// TestFetchHidesSecrets: the key of a keeper is secret, so that no log may show what is asked for.
func TestFetchHidesSecrets(t *testing.T) {
	id := int64(7)
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		c := texts(t, d, builder.SelectIn(&huts.Keeper), &hut{ID: 1, KeeperID: &id})[0]
		require.Equal(t, []any{"***"}, c.Shown())
		c = texts(t, d, builder.SelectIn(&keepers.Zones), &keeper{ID: 7})[0]
		require.Equal(t, []any{"***"}, c.Shown())
	}
}

func TestFetchUsesWhatIsKnown(t *testing.T) {
	id, away := int64(7), int64(8)
	here, one, other := &keeper{ID: 7}, &hut{ID: 1, KeeperID: &id}, &hut{ID: 2, KeeperID: &away}
	m, bases := known(t, here, one, other)
	f, err := loading.NewFetch(loadOf(t, builder.SelectIn(&huts.Keeper)), bases[1:], render.Dialect(builder.Postgres()), loading.Options{Known: m})
	require.NoError(t, err)
	require.Same(t, here, one.Keeper)
	stmts, err := f.Statements()
	require.NoError(t, err)
	require.Len(t, stmts, 1)
	require.NoError(t, f.Read(result([]string{"id"}, []any{int64(8)})))
	f.Fill()
	require.Equal(t, int64(8), other.Keeper.ID)
	require.Equal(t, []unsafe.Pointer{unsafe.Pointer(here), unsafe.Pointer(other.Keeper)}, loading.TargetsOf(loadOf(t, builder.SelectIn(&huts.Keeper)).Relationship, bases[1:]))
	require.NotNil(t, m.Find(other.Keeper))
}

func TestFetchFillsLists(t *testing.T) {
	a, b := &keeper{ID: 1}, &keeper{ID: 2}
	m, bases := known(t, a, b)
	asked := loadOf(t, builder.SelectIn(&keepers.Huts))
	f, err := loading.NewFetch(asked, append(bases, unsafe.Pointer(&keeper{ID: 3})), render.Dialect(builder.SQLite()), loading.Options{Known: m})
	require.NoError(t, err, "an owner that nobody knows is left alone")
	names := []string{"keeper_id", "id", "size", "zone_code", "zone_year", "keeper_id"}
	require.NoError(t, f.Read(result(names, []any{int64(1), int64(10), 5, nil, nil, int64(1)}, []any{int64(1), int64(11), 4, nil, nil, int64(1)})))
	f.Fill()
	require.Len(t, a.Huts, 2)
	require.Same(t, a, a.Huts[1].Keeper)
	require.NotNil(t, b.Huts)
	require.Empty(t, b.Huts)
	r := asked.Relationship
	require.True(t, m.Find(a).LinkLoaded(r) && m.Find(b).LinkLoaded(r) && m.Find(a.Huts[0]).LinkLoaded(r.Inverse))
	require.ErrorIs(t, f.Read(&rows{err: backends.ErrConnection}), backends.ErrConnection)
}
