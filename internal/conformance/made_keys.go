package conformance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Voucher has a key of which only the table knows how it is made.
type Voucher struct {
	ID     int64
	Holder string
	Note   string
}

// TableName names the table.
func (Voucher) TableName() string { return "vouchers" }

// MadeKeysFindTheirRows: a key that the database made is that of the row which was sent, whatever makes keys.
func MadeKeysFindTheirRows(t *testing.T, b Backend) {
	keys := map[string]string{"ascending": "id {counted}"}
	if b.Dialect.Name != builder.SQLite().Name {
		keys["descending"] = "id bigint PRIMARY KEY DEFAULT nextval('down')"
		keys["random"] = "id bigint PRIMARY KEY DEFAULT (random() * 1000000000)::bigint"
		keys["triggered"] = "id bigint PRIMARY KEY DEFAULT 0"
	}
	for name, key := range keys {
		t.Run(name, func(t *testing.T) {
			db := b.open(t)
			if b.Dialect.Name != builder.SQLite().Name {
				db.exec(t, "CREATE SEQUENCE down INCREMENT BY -1")
			}
			db.exec(t, b.spell("CREATE TABLE vouchers ("+key+", holder text NOT NULL, note text)"))
			if name == "triggered" {
				db.exec(t, "CREATE FUNCTION pick() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.id := hashtext(NEW.holder); RETURN NEW; END'")
				db.exec(t, "CREATE TRIGGER pick BEFORE INSERT ON vouchers FOR EACH ROW EXECUTE FUNCTION pick()")
			}
			db.dealVouchers(t)
		})
	}
}

// dealVouchers stores vouchers several times, some of them twins, flushed first or committed at once.
func (db *database) dealVouchers(t *testing.T) {
	t.Helper()
	for round := range 4 {
		s := db.session(t)
		var vouchers []any
		for i := range 20 {
			vouchers = append(vouchers, &Voucher{Holder: fmt.Sprintf("%d-%d", round, i), Note: fmt.Sprint(i % 3)})
		}
		must(t, s.Add(vouchers...))
		if round%2 == 1 {
			must(t, s.Flush(t.Context()))
		}
		must(t, s.Commit(t.Context()))
		for _, one := range vouchers {
			voucher := one.(*Voucher)
			holder := value(repo.Scalar[string](t.Context(), db, builder.Text("SELECT holder || note FROM vouchers WHERE id = :id", map[string]any{"id": voucher.ID})))(t)
			expect(t, "the row of a key", holder, voucher.Holder+voucher.Note)
		}
	}
}

// MadeKeysOfChangedRows: where the rows do not hold what was written and no sequence counts their keys, nothing is guessed.
func MadeKeysOfChangedRows(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return // its rows go one by one
	}
	db := b.open(t)
	db.exec(t, "CREATE TABLE vouchers (id bigint PRIMARY KEY DEFAULT 0, holder text NOT NULL, note text)")
	db.exec(t, "CREATE FUNCTION pick() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.id := hashtext(NEW.holder); NEW.holder := md5(NEW.holder); RETURN NEW; END'")
	db.exec(t, "CREATE TRIGGER pick BEFORE INSERT ON vouchers FOR EACH ROW EXECUTE FUNCTION pick()")
	for round := range 2 {
		s := db.session(t)
		var vouchers []any
		for i := range 20 {
			vouchers = append(vouchers, &Voucher{Holder: fmt.Sprintf("%d-%d", round, i)})
		}
		must(t, s.Add(vouchers...))
		err := s.Flush(t.Context())
		if round == 0 {
			refused(t, err, repo.ErrUnsupported)
			says(t, err, "Voucher.ID", "default=")
			must(t, s.Rollback(t.Context()))
			continue
		}
		must(t, err)
		for i, one := range vouchers {
			id := value(repo.Scalar[int64](t.Context(), s, builder.Text(fmt.Sprintf("SELECT hashtext('%d-%d')", round, i))))(t)
			expect(t, "its own key", one.(*Voucher).ID, id)
		}
		must(t, s.Rollback(t.Context()))
	}
}

// Lodge has a key that a database may find equal to others.
type Lodge struct {
	Code    string    `db:"code,pk"`
	Members []*Lodger `rel:"has-many,fk=club_code,order=id"`
}

// TableName names the table.
func (Lodge) TableName() string { return "clubs" }

// Lodger belongs to a club.
type Lodger struct {
	ID       int64 `db:"id,pk"`
	ClubCode string
	Club     *Lodge `rel:"belongs-to,fk=club_code"`
}

// TableName names the table.
func (Lodger) TableName() string { return "club_guests" }

// KeysAreEqualAsTheDatabaseSays: an eager load gives rows to the owners that the database finds, though Go calls their keys
// different.
func KeysAreEqualAsTheDatabaseSays(t *testing.T, b Backend) {
	for typ, keys := range map[string][2]string{"{citext}": {"ABC", "abc"}, "{char}": {"abc", "abc  "}} {
		db := b.open(t)
		if b.Dialect.Name == builder.SQLite().Name {
			keys[1] = strings.TrimRight(keys[1], " ")
		} else if typ == "{citext}" {
			db.exec(t, "CREATE EXTENSION IF NOT EXISTS citext")
		}
		column := map[bool]string{true: "text COLLATE NOCASE", false: strings.Trim(typ, "{}")}[b.Dialect.Name == builder.SQLite().Name]
		fk := strings.Replace(column, "char", "char(5)", 1)
		db.exec(t, "CREATE TABLE clubs (code "+strings.Replace(column, "char", "char(4)", 1)+" PRIMARY KEY)")
		db.exec(t, "CREATE TABLE club_guests (id bigint PRIMARY KEY, club_code "+fk+")")
		db.exec(t, "INSERT INTO clubs VALUES ('"+keys[0]+"')")
		db.exec(t, "INSERT INTO club_guests VALUES (1, '"+keys[0]+"'), (2, '"+keys[1]+"')")
		clubs := value(repo.All(t.Context(), db.session(t), builder.Select(builder.Model[Lodge]()).Load(builder.SelectIn(&builder.Model[Lodge]().Members))))(t)
		expect(t, "members by "+typ+": number of clubs", len(clubs), 1)
		expect(t, "members by "+typ+": number of clubs[0].Members", len(clubs[0].Members), 2)
		g := builder.Model[Lodger]()
		guests := value(repo.All(t.Context(), db.session(t), builder.Select(g).OrderBy(builder.Col(&g.ID).Asc()).Load(builder.SelectIn(&g.Club))))(t)
		expect(t, "clubs by "+typ+": guests[0].Club != nil", guests[0].Club != nil, true)
		expect(t, "clubs by "+typ+": guests[1].Club == guests[0].Club", guests[1].Club == guests[0].Club, true)
	}
}
