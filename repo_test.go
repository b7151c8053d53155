// Package repo_test is the table of contents of every promise that package repo makes, on every backend. The bodies stand
// in internal/conformance.
package repo_test

import (
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
	"go.uber.org/goleak"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/conformance"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

// backends is the table of backends.
var backends = []conformance.Backend{
	{Name: "pgx", Backend: pgxbackend.Backend{}, URL: pgtest.URL, Dialect: builder.Postgres(), Pipelined: true, Socket: true},
	{Name: "sqlx+pgx", Backend: sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}, URL: driver("pgx"), Dialect: builder.Postgres(), Pipelined: true, Socket: true},
	{Name: "sqlx+pq", Backend: sqlxbackend.Backend{}, URL: driver("pq"), Dialect: builder.Postgres(), Socket: true},
	{Name: "sqlx+sqlite", Backend: sqlxbackend.Backend{}, URL: inMemory, Dialect: builder.SQLite()},
}

// promises is the table of contents.
var promises = []struct {
	name string
	body func(t *testing.T, b conformance.Backend)
}{
	{"add and read back", conformance.AddAndReadBack},
	{"an update writes only what changed", conformance.UpdateWritesOnlyWhatChanged},
	{"a rollback restores", conformance.RollbackRestores},
	{"begin commits on nil and rolls back on error and panic", conformance.BeginEnds},
	{"begin runs again what may succeed", conformance.BeginRetries},
	{"nothing to do sends nothing", conformance.NothingSendsNothing},
	{"a session serves many transactions", conformance.SessionsGoOn},
	{"counted keys land on their rows", conformance.CountedKeysLandOnTheirRows},
	{"composite keys and versions", conformance.CompositeKeysAndVersions},

	{"one row is one pointer", conformance.OneRowIsOnePointer},
	{"doors answer", conformance.DoorsAnswer},
	{"reads flush first", conformance.ReadsFlushFirst},
	{"rolled back entities are read again", conformance.RolledBackEntitiesAreReadAgain},
	{"parts of entities", conformance.PartsOfEntities},
	{"values go there and back", conformance.ValuesGoThereAndBack},
	{"statements run in the session", conformance.StatementsRun},

	{"get asks again", conformance.GetAsksAgain},
	{"locks look at versions", conformance.LocksLookAtVersions},
	{"streams track nothing", conformance.StreamsTrackNothing},
	{"streams hold the session", conformance.StreamsHoldTheSession},
	{"streams end", conformance.StreamsEnd},
	{"streams need no transaction", conformance.StreamsNeedNoTransaction},
	{"streams need constant memory", conformance.StreamsNeedConstantMemory},
	{"pages walk a cursor", conformance.PagesWalkACursor},
	{"counts are of rows", conformance.CountsAreOfRows},
	{"readers need no session", conformance.ReadersNeedNoSession},
	{"rows hold entities", conformance.RowsHoldEntities},
	{"rows tell what does not fit", conformance.RowsTellWhatDoesNotFit},
	{"scalars are of every kind", conformance.ScalarsAreOfEveryKind},
	{"rows can be printed", conformance.RowsCanBePrinted},
	{"repositories are doors", conformance.RepositoriesAreDoors},

	{"deleted entities leave", conformance.DeletedEntitiesLeave},
	{"deletes are ordered", conformance.DeletesAreOrdered},
	{"rows gone already", conformance.RowsGoneAlready},
	{"a row is taken over", conformance.ARowIsTakenOver},
	{"sessions tell what they hold", conformance.SessionsTellWhatTheyHold},
	{"attached entities are rows", conformance.AttachedEntitiesAreRows},
	{"expunged entities are forgotten", conformance.ExpungedEntitiesAreForgotten},
	{"expired entities are read again", conformance.ExpiredEntitiesAreReadAgain},
	{"refresh reads now", conformance.RefreshReadsNow},

	{"set values come from the database", conformance.SetValuesComeFromTheDatabase},
	{"updates go together", conformance.UpdatesGoTogether},
	{"missing rows of several are stale", conformance.MissingRowsOfSeveralAreStale},
	{"keys change", conformance.KeysChange},

	{"savepoints nest", conformance.SavepointsNest},
	{"savepoints restore", conformance.SavepointsRestore},
	{"a failed flush inside is forgiven", conformance.AFailedFlushInsideIsForgiven},
	{"savepoints end", conformance.SavepointsEnd},
	{"a lost transaction loses its savepoints", conformance.ALostTransactionLosesItsSavepoints},

	{"read-only sessions write nothing", conformance.ReadOnlySessionsWriteNothing},
	{"statements commit themselves", conformance.StatementsCommitThemselves},
	{"isolation is heeded", conformance.IsolationIsHeeded},
	{"sessions join", conformance.SessionsJoin},
	{"flushes are seen before", conformance.FlushesAreSeenBefore},
	{"commits are checked", conformance.CommitsAreChecked},

	{"entities hear what happens", conformance.EntitiesHearWhatHappens},
	{"sessions hear what happens", conformance.SessionsHearWhatHappens},
	{"hooks use the session", conformance.HooksUseTheSession},
	{"hooks that fail leave the session sound", conformance.HooksThatFailLeaveTheSessionSound},

	{"errors are alike", conformance.ErrorsAreAlike},
	{"a failed flush needs a rollback", conformance.AFailedFlushNeedsRollback},
	{"a refused commit needs a rollback", conformance.ARefusedCommitNeedsRollback},
	{"a lost commit is unknown", conformance.ALostCommitIsUnknown},
	{"a failed statement leaves the session", conformance.AFailedStatementLeavesTheSession},
	{"a cancelled call changes nothing", conformance.ACancelledCallChangesNothing},
	{"a cancelled statement ends the transaction", conformance.ACancelledStatementEndsTheTransaction},
	{"closed is closed", conformance.ClosedIsClosed},
	{"an engine cuts sessions", conformance.AnEngineCutsSessions},
	{"an engine does not wait for ever", conformance.AnEngineDoesNotWaitForEver},
	{"one session, one goroutine", conformance.OneSessionOneGoroutine},

	{"texts are the dialect's", conformance.TextsAreTheDialects},
	{"echo shows everything but secrets", conformance.EchoShowsEverythingButSecrets},
	{"trips are counted", conformance.TripsAreCounted},
}

func TestPromises(t *testing.T) {
	for _, b := range backends {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			for _, p := range promises {
				t.Run(p.name, func(t *testing.T) {
					t.Parallel()
					p.body(t, b)
				})
			}
		})
	}
}

// driver is pgtest's URL with a driver of database/sql in it.
func driver(name string) func(tb testing.TB) string {
	return func(tb testing.TB) string {
		_, rest, _ := strings.Cut(pgtest.URL(tb), "://")
		return "postgresql+" + name + "://" + rest
	}
}

func inMemory(testing.TB) string { return "sqlite:///:memory:" }
