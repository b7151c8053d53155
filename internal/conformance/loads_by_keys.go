package conformance

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Chief has a key of any type.
type Chief[K any] struct {
	ID      K `db:"id,pk"`
	Rank    int64
	Hidden  bool
	Men     []*ChiefMan[K] `rel:"has-many,fk=chief_id,order=id"`
	Helpers []*ChiefMan[K] `rel:"many-to-many,through=chief_helpers,fk=chief_id,ref=man_id"`
}

// TableName names the table.
func (Chief[K]) TableName() string { return "chiefs" }

// ChiefMan belongs to a chief.
type ChiefMan[K any] struct {
	ID      int64 `db:"id,pk"`
	ChiefID *K
	Chief   *Chief[K] `rel:"belongs-to,fk=chief_id"`
}

// TableName names the table.
func (ChiefMan[K]) TableName() string { return "chief_men" }

// LoadsGoByKeysOfEveryType: whatever type a key has, each owner gets its own rows and no other's, also where the database, or nobody but
// an earlier reader of the two, finds keys equal that differ in Go. SQL says what belongs to whom.
func LoadsGoByKeysOfEveryType(t *testing.T, b Backend) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	loadsByKeys(t, b, "bigint", []int64{1, 2, -3, 1 << 40})
	loadsByKeys(t, b, "smallint", []int16{1, 2, -3, 4})
	loadsByKeys(t, b, "bigint", []uint32{1, 2, 3, 4})
	loadsByKeys(t, b, "boolean", []bool{true, false})
	loadsByKeys(t, b, "text", []string{"ann", "Ann", "ANN", "ann ", "1", "1.0", "1.00"})
	loadsByKeys(t, b, "{uuid}", [][16]byte{{1, 'a', 0x80}, {1, 'A', 0x80}, {1, 'a', 0x81}, {1, 'A', 0x81}})
	loadsByKeys(t, b, "{time}", []time.Time{at, at.Add(time.Hour), at.Add(2 * time.Hour), at.Add(time.Microsecond), at.Truncate(24 * time.Hour)})
	loadsByKeys(t, b, "date", []CivilDate{{2024, 5, 6}, {2024, 5, 7}, {2023, 5, 6}, {1, 1, 1}})
	if b.Dialect.Name == builder.SQLite().Name {
		loadsByKeys(t, b, "text COLLATE NOCASE", []string{"ann", "bob", "carl", "dan"}, "Ann", "ANN", "BOB", "carL", "Dan")
		return
	}
	loadsByKeys(t, b, "timestamp", []time.Time{at, at.Add(time.Hour), at.Add(2 * time.Hour), at.Add(time.Microsecond)})
	loadsByKeys(t, b, "citext", []string{"ann", "bob", "carl", "dan"}, "Ann", "ANN", "BOB", "carL", "Dan")
	loadsByKeys(t, b, "char(5)", []string{"ann", "Ann", "bob", "BOB"}, "ann ", "Ann  ", "bob ")
}

// chiefRows makes the tables, in which every second chief is hidden, and every chief and each of the others' keys has a man.
func chiefRows[K any](t *testing.T, b Backend, column string, keys, others []K) *database {
	t.Helper()
	db := b.open(t)
	if column == "citext" {
		db.exec(t, "CREATE EXTENSION IF NOT EXISTS citext")
	}
	db.exec(t, b.spell("CREATE TABLE chiefs (id "+column+" PRIMARY KEY, rank bigint, hidden boolean)"))
	db.exec(t, b.spell("CREATE TABLE chief_men (id bigint PRIMARY KEY, chief_id "+column+")"))
	db.exec(t, b.spell("CREATE TABLE chief_helpers (chief_id "+column+", man_id bigint)"))
	var chiefs []*Chief[K]
	men := []*ChiefMan[K]{{ID: 1}}
	for i, key := range append(append([]K{}, keys...), others...) {
		if i < len(keys) {
			chiefs = append(chiefs, &Chief[K]{ID: key, Rank: int64(i + 1), Hidden: i%2 == 1})
		}
		men = append(men, &ChiefMan[K]{ID: int64(i + 2), ChiefID: &key})
	}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return errors.Join(repo.InsertAll(t.Context(), s, chiefs), repo.InsertAll(t.Context(), s, men))
	}))
	db.exec(t, "INSERT INTO chief_helpers SELECT c.id, m.id FROM chiefs c, chief_men m WHERE (c.rank + m.id) % 3 < 2")
	return db
}

func loadsByKeys[K any](t *testing.T, b Backend, column string, keys []K, others ...K) {
	t.Helper()
	db := chiefRows(t, b, column, keys, others)
	what := fmt.Sprintf("%s as %T", column, keys[0])
	m, c := builder.Model[ChiefMan[K]](), builder.Model[Chief[K]]()
	shown := builder.Col(&c.Hidden).Eq(false)
	for name, load := range map[string]builder.Loading{"SelectIn": builder.SelectIn(&m.Chief).Where(shown), "Joined": builder.Joined(&m.Chief).Where(shown)} {
		for _, from := range []repo.Reader{db, db.session(t)} {
			chiefsOfMen(t, db, what+" by "+name, value(repo.All(t.Context(), from, builder.Select(m).Load(load)))(t))
		}
	}
	for n := range keys {
		q := builder.Select(c).Where(builder.Col(&c.Rank).Le(int64(n+1))).Load(builder.SelectIn(&c.Men), builder.SelectIn(&c.Helpers))
		menOfChiefs(t, db, fmt.Sprintf("%s of %d", what, n+1), value(repo.All(t.Context(), db, q))(t))
	}
}

// chiefsOfMen expects of each man the chief that a join finds and is not hidden.
func chiefsOfMen[K any](t *testing.T, db *database, what string, men []*ChiefMan[K]) {
	t.Helper()
	for _, man := range men {
		rank := db.stored(t, fmt.Sprintf("SELECT coalesce(max(c.rank), 0) FROM chief_men m JOIN chiefs c ON c.id = m.chief_id WHERE NOT c.hidden AND m.id = %d", man.ID))
		if man.Chief == nil {
			man.Chief = &Chief[K]{}
		}
		expect(t, fmt.Sprintf("%s: chief of man %d", what, man.ID), man.Chief.Rank, rank)
	}
}

// menOfChiefs expects of each chief as many men and helpers as a join finds.
func menOfChiefs[K any](t *testing.T, db *database, what string, chiefs []*Chief[K]) {
	t.Helper()
	for _, chief := range chiefs {
		rank := strconv.FormatInt(chief.Rank, 10)
		men := db.stored(t, "SELECT count(*) FROM chief_men m JOIN chiefs c ON c.id = m.chief_id WHERE c.rank = "+rank)
		helpers := db.stored(t, "SELECT count(*) FROM chief_helpers h JOIN chiefs c ON c.id = h.chief_id WHERE c.rank = "+rank)
		expect(t, fmt.Sprintf("%s: men of chief %d", what, chief.Rank), int64(len(chief.Men)), men)
		expect(t, fmt.Sprintf("%s: helpers of chief %d", what, chief.Rank), int64(len(chief.Helpers)), helpers)
	}
}
