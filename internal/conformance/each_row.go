package conformance

import (
	"database/sql"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// sized is what names arguments.
type sized struct {
	Label string
	Size  int
}

const addToy = "INSERT INTO toys (label, size) VALUES (:label, :size)"

// TextRunsForEachRow: text with a list of rows is run for each, in order, in one transaction, and in one trip where the
// driver can.
func TextRunsForEachRow(t *testing.T, b Backend) {
	db := b.open(t)
	list := []sized{{"a", 1}, {"b", 2}, {"c", 2}}
	expect(t, "Exec", value(db.Exec(t.Context(), builder.Text(addToy, list)))(t), repo.Result{RowsAffected: 3})
	pointed := builder.Text(addToy, []*sized{{"d", 3}, {"e", 4}})
	s := db.session(t)
	expect(t, "pointers", value(s.Exec(t.Context(), pointed))(t), repo.Result{RowsAffected: 2})
	maps := builder.Text("UPDATE toys SET size = size + :more WHERE size = :of", []map[string]any{{"of": 2}, {"of": 9}, {"of": 1}}, sql.Named("more", 10))
	expect(t, "in order, with what is common to all", value(s.ExecEach(t.Context(), maps))(t), []repo.Result{{RowsAffected: 2}, {}, {RowsAffected: 1}})
	must(t, s.Commit(t.Context()))
	expect(t, "stored", value(repo.Scalars[int](t.Context(), db, builder.Text("SELECT size FROM toys ORDER BY label")))(t), []int{11, 12, 12, 3, 4})
	expect(t, "none", value(db.ExecEach(t.Context(), builder.Text(addToy, []sized{})))(t), []repo.Result(nil))
	expect(t, "a single one", value(db.ExecEach(t.Context(), builder.Text(addToy, sized{"f", 5})))(t), []repo.Result{{RowsAffected: 1}})
	rowsReturnInOrder(t, db)
	listsFailWhole(t, db)
}

// ListsTravelTogether: text with a list of rows is one trip where the driver can send statements together.
func ListsTravelTogether(t *testing.T, b Backend) {
	if !b.Socket {
		return
	}
	db := b.openCounted(t)
	list := []sized{{"a", 1}, {"b", 2}, {"c", 2}}
	for range 2 { // the first time texts are prepared
		db.counter.Reset()
		value(db.Exec(t.Context(), builder.Text(addToy, list)))(t)
	}
	exec := db.counter.Trips()
	for range 2 {
		db.counter.Reset()
		value(repo.Scalars[string](t.Context(), db, builder.Text(addToy+" RETURNING label", list)))(t)
	}
	switch {
	case b.Pipelined:
		expect(t, "Exec and Scalars", []int{exec, db.counter.Trips()}, []int{1, 1})
	default:
		expect(t, "a trip and more for each", []bool{exec >= len(list), db.counter.Trips() >= len(list)}, []bool{true, true})
	}
}

// rowsReturnInOrder reads what each row's statement answers.
func rowsReturnInOrder(t *testing.T, db *database) {
	t.Helper()
	db.exec(t, "DELETE FROM toys")
	add := builder.Text(addToy+" RETURNING label || size AS told", []sized{{"z", 1}, {"y", 2}, {"x", 3}})
	s := db.session(t)
	returnInOrder(t, s, add)
	tracked := value(repo.All(t.Context(), s, builder.As[*Toy](builder.Text(addToy+" RETURNING *", []sized{{"v", 1}, {"w", 2}}))))(t)
	expect(t, "entities: number of tracked", len(tracked), 2)
	expect(t, "entities: tracked[1].Label", tracked[1].Label, "w")
	expect(t, "entities: state of tracked[0]", s.State(tracked[0]), repo.Persistent)
	must(t, s.Rollback(t.Context()))
	returnInOrder(t, db, add)
}

func returnInOrder(t *testing.T, r repo.Reader, add builder.Sqlizer) {
	t.Helper()
	type sumRow struct{ Told string }
	expect(t, "Scalars", value(repo.Scalars[string](t.Context(), r, add))(t), []string{"z1", "y2", "x3"})
	expect(t, "All", value(repo.All(t.Context(), r, builder.As[sumRow](add)))(t), []sumRow{{"z1"}, {"y2"}, {"x3"}})
	expect(t, "Scalar", value(repo.Scalar[string](t.Context(), r, add))(t), "z1")
	_, err := repo.One(t.Context(), r, builder.As[sumRow](add))
	refused(t, err, repo.ErrMultipleResults)
}

// listsFailWhole has one of the rows refused.
func listsFailWhole(t *testing.T, db *database) {
	t.Helper()
	db.exec(t, "DELETE FROM toys")
	wrong := builder.Text(addToy, []sized{{"a", 1}, {"b", -1}, {"c", 3}})
	_, err := db.ExecEach(t.Context(), wrong)
	refused(t, err, repo.ErrCheckViolation)
	says(t, err, "repo: exec each: row 1: ")
	_, err = db.Exec(t.Context(), wrong)
	says(t, err, "repo: exec: row 1: ")
	_, err = repo.Scalars[string](t.Context(), db, builder.Text(addToy+" RETURNING label", []sized{{"a", 1}, {"b", -1}}))
	refused(t, err, repo.ErrCheckViolation)
	says(t, err, "row 1: ")
	expect(t, "nothing is stored", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	_, err = db.Exec(t.Context(), builder.Text(addToy, []map[string]any{{"label": "a"}}))
	says(t, err, "row 0: ", ":size")
	_, err = db.Query(t.Context(), wrong)
	says(t, err, "ExecEach")
	_, err = repo.Count(t.Context(), db, builder.As[*Toy](builder.Text("SELECT * FROM toys WHERE label = :label", []sized{{"a", 1}})))
	says(t, err, "ExecEach")
	_, err = db.session(t, repo.WithReadOnly()).Exec(t.Context(), wrong)
	refused(t, err, repo.ErrReadOnly)
}
