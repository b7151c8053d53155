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
	{Name: "sqlx+pgx", Backend: sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}, URL: driver("pgx"), Driver: "pgx", Dialect: builder.Postgres(), Pipelined: true, Socket: true},
	{Name: "sqlx+pq", Backend: sqlxbackend.Backend{}, URL: driver("pq"), Driver: "pq", Dialect: builder.Postgres(), Socket: true},
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
	{"committed work is not done again", conformance.CommittedWorkIsNotDoneAgain},
	{"work is done once", conformance.WorkIsDoneOnce},
	{"work needs a name", conformance.WorkNeedsAName},
	{"doubt is not forgotten", conformance.DoubtIsNotForgotten},
	{"lost work is done again", conformance.LostWorkIsDoneAgain},
	{"nothing to do sends nothing", conformance.NothingSendsNothing},
	{"a session serves many transactions", conformance.SessionsGoOn},
	{"counted keys land on their rows", conformance.CountedKeysLandOnTheirRows},
	{"keys are not emptied", conformance.KeysAreNotEmptied},
	{"composite keys and versions", conformance.CompositeKeysAndVersions},
	{"nothing prints secrets", conformance.NothingPrintsSecrets},
	{"values are never SQL", conformance.ValuesAreNeverSQL},
	{"names are never SQL", conformance.NamesAreNeverSQL},
	{"URLs are never SQL", conformance.URLsAreNeverSQL},
	{"no error of open prints the password", conformance.NoErrorOfOpenPrintsThePassword},

	{"one row is one pointer", conformance.OneRowIsOnePointer},
	{"doors answer", conformance.DoorsAnswer},
	{"reads flush first", conformance.ReadsFlushFirst},
	{"rolled back entities are read again", conformance.RolledBackEntitiesAreReadAgain},
	{"parts of entities", conformance.PartsOfEntities},
	{"values go there and back", conformance.ValuesGoThereAndBack},
	{"containers go there and back", conformance.ContainersGoThereAndBack},
	{"rows mean the same on every road", conformance.RowsMeanTheSameOnEveryRoad},
	{"rows are refused alike", conformance.RowsAreRefusedAlike},
	{"made keys find their rows", conformance.MadeKeysFindTheirRows},
	{"made keys of changed rows", conformance.MadeKeysOfChangedRows},
	{"keys are equal as the database says", conformance.KeysAreEqualAsTheDatabaseSays},
	{"days are kept", conformance.DaysAreKept},
	{"days compare", conformance.DaysCompare},
	{"days are keys", conformance.DaysAreKeys},
	{"days are the database's own", conformance.DaysAreTheDatabasesOwn},
	{"civil days are keys", conformance.CivilDaysAreKeys},
	{"stamps are paged", conformance.StampsArePaged},
	{"statements run in the session", conformance.StatementsRun},
	{"runners send what they are given", conformance.RunnersSendWhatTheyAreGiven},
	{"engines pin a connection", conformance.EnginesPinAConnection},
	{"runners are databases", conformance.RunnersAreDatabases},
	{"shapes are rendered once", conformance.ShapesAreRenderedOnce},

	{"expressions answer", conformance.ExpressionsAnswer},
	{"bytes are numbers in lists", conformance.BytesAreNumbersInLists},
	{"sources are read", conformance.SourcesAreRead},
	{"aggregates make lists", conformance.AggregatesMakeLists},
	{"times are cut", conformance.TimesAreCut},
	{"columns meet", conformance.ColumnsMeet},
	{"documents hold values", conformance.DocumentsHoldValues},
	{"documents are searched", conformance.DocumentsAreSearched},
	{"relationships are joined", conformance.RelationshipsAreJoined},
	{"upserts write", conformance.UpsertsWrite},
	{"statements read others", conformance.StatementsReadOthers},

	{"get asks again", conformance.GetAsksAgain},
	{"locks look at versions", conformance.LocksLookAtVersions},
	{"streams track nothing", conformance.StreamsTrackNothing},
	{"streams hold the session", conformance.StreamsHoldTheSession},
	{"streams end", conformance.StreamsEnd},
	{"streams are left", conformance.StreamsAreLeft},
	{"streams need no transaction", conformance.StreamsNeedNoTransaction},
	{"streams need constant memory", conformance.StreamsNeedConstantMemory},
	{"pages walk a cursor", conformance.PagesWalkACursor},
	{"pages leave an outer transaction", conformance.PagesLeaveAnOuterTransaction},
	{"rows live by themselves", conformance.RowsLiveByThemselves},
	{"open rows hold up a flush", conformance.OpenRowsHoldUpAFlush},
	{"counts are of rows", conformance.CountsAreOfRows},
	{"readers need no session", conformance.ReadersNeedNoSession},
	{"rows hold entities", conformance.RowsHoldEntities},
	{"rows tell what does not fit", conformance.RowsTellWhatDoesNotFit},
	{"numbers beyond a float32", conformance.NumbersBeyondAFloat32},
	{"scalars are of every kind", conformance.ScalarsAreOfEveryKind},
	{"rows can be printed", conformance.RowsCanBePrinted},
	{"zero values are NULL", conformance.ZeroValuesAreNull},
	{"rows are maps", conformance.RowsAreMaps},
	{"rows have more columns", conformance.RowsHaveMoreColumns},
	{"text runs for each row", conformance.TextRunsForEachRow},
	{"lists travel together", conformance.ListsTravelTogether},
	{"tenants have schemas", conformance.TenantsHaveSchemas},
	{"tables stand under other names", conformance.TablesStandUnderOtherNames},
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
	{"keys that were given up are free", conformance.KeysThatWereGivenUpAreFree},

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
	{"transactions tell that they began", conformance.TransactionsTellThatTheyBegan},
	{"texts are counted", conformance.TextsAreCounted},
	{"slow statements are logged", conformance.SlowStatementsAreLogged},
	{"swallowed rows are missed", conformance.SwallowedRowsAreMissed},
	{"tables that take no copy", conformance.TablesThatTakeNoCopy},
	{"hooks use the session", conformance.HooksUseTheSession},
	{"hooks that fail leave the session sound", conformance.HooksThatFailLeaveTheSessionSound},

	{"hooks hear graphs", conformance.HooksHearGraphs},
	{"flushes tell what they wrote", conformance.FlushesTellWhatTheyWrote},
	{"entities hear what was written", conformance.EntitiesHearWhatWasWritten},
	{"flushes tell what the database made", conformance.FlushesTellWhatTheDatabaseMade},
	{"hooks that go on are stopped", conformance.HooksThatGoOnAreStopped},
	{"entity hooks that fail send nothing", conformance.EntityHooksThatFailSendNothing},
	{"late hooks that panic", conformance.LateHooksThatPanic},
	{"load hooks that panic", conformance.LoadHooksThatPanic},

	{"errors are alike", conformance.ErrorsAreAlike},
	{"errors name the column", conformance.ErrorsNameTheColumn},
	{"a failed flush needs a rollback", conformance.AFailedFlushNeedsRollback},
	{"a refused commit needs a rollback", conformance.ARefusedCommitNeedsRollback},
	{"a lost commit is unknown", conformance.ALostCommitIsUnknown},
	{"a failed statement leaves the session", conformance.AFailedStatementLeavesTheSession},
	{"a cancelled call changes nothing", conformance.ACancelledCallChangesNothing},
	{"a cancelled statement ends the transaction", conformance.ACancelledStatementEndsTheTransaction},
	{"bad input is refused", conformance.BadInputIsRefused},
	{"keys are taken once", conformance.KeysAreTakenOnce},
	{"what the database refuses", conformance.WhatTheDatabaseRefuses},
	{"wide rows stay below the limit", conformance.WideRowsStayBelowTheLimit},
	{"more arguments than fit", conformance.MoreArgumentsThanFit},
	{"structs are columns", conformance.StructsAreColumns},
	{"soft deletes keep rows", conformance.SoftDeletesKeepRows},
	{"soft deletes are undone", conformance.SoftDeletesAreUndone},
	{"soft deletes are deletes", conformance.SoftDeletesAreDeletes},
	{"purges remove rows", conformance.PurgesRemoveRows},
	{"expired lists are read before they are cut", conformance.ExpiredListsAreReadBeforeTheyAreCut},
	{"expunged children go with their parent", conformance.ExpungedChildrenGoWithTheirParent},
	{"createonly columns stay", conformance.CreateOnlyColumnsStay},
	{"lists in text are found", conformance.ListsInTextAreFound},
	{"text ends no transaction", conformance.TextEndsNoTransaction},
	{"nil contexts are refused", conformance.NilContextsAreRefused},
	{"panics of values pass", conformance.PanicsOfValuesPass},
	{"panics leave sessions sound", conformance.PanicsLeaveSessionsSound},
	{"transactions are ended by their owners", conformance.TransactionsAreEndedByTheirOwners},
	{"closed is closed", conformance.ClosedIsClosed},
	{"an engine cuts sessions", conformance.AnEngineCutsSessions},
	{"an engine does not wait for ever", conformance.AnEngineDoesNotWaitForEver},
	{"one session, one goroutine", conformance.OneSessionOneGoroutine},

	{"lists are loaded", conformance.ListsAreLoaded},
	{"ones are loaded", conformance.OnesAreLoaded},
	{"associations are loaded", conformance.AssociationsAreLoaded},
	{"composite keys are loaded", conformance.CompositeKeysAreLoaded},
	{"loads are refined", conformance.LoadsAreRefined},
	{"many owners are two statements", conformance.ManyOwnersAreTwoStatements},
	{"joins load", conformance.JoinsLoad},
	{"users' joins load", conformance.UsersJoinsLoad},
	{"readers load", conformance.ReadersLoad},
	{"pages and streams load", conformance.PagesAndStreamsLoad},
	{"loads take trips", conformance.LoadsTakeTrips},
	{"loaded is kept", conformance.LoadedIsKept},
	{"edits meet what is loaded", conformance.EditsMeetWhatIsLoaded},
	{"lists are replaced", conformance.ListsAreReplaced},
	{"relationships are refreshed", conformance.RelationshipsAreRefreshed},
	{"loads flush first", conformance.LoadsFlushFirst},
	{"loads are refused", conformance.LoadsAreRefused},
	{"rollbacks forget loads", conformance.RollbacksForgetLoads},
	{"reads are gathered", conformance.ReadsAreGathered},
	{"expiry goes along", conformance.ExpiryGoesAlong},
	{"commits expire graphs", conformance.CommitsExpireGraphs},
	{"populating overwrites graphs", conformance.PopulatingOverwritesGraphs},
	{"hooks hear loads", conformance.HooksHearLoads},
	{"locks spare what is joined", conformance.LocksSpareWhatIsJoined},
	{"loads meet what is there", conformance.LoadsMeetWhatIsThere},
	{"loads of few and many", conformance.LoadsOfFewAndMany},
	{"loads of nothing there", conformance.LoadsOfNothingThere},
	{"associations of many are two statements", conformance.AssociationsOfManyAreTwoStatements},
	{"savepoints forget loads", conformance.SavepointsForgetLoads},
	{"loads in every session", conformance.LoadsInEverySession},
	{"gathers load levels", conformance.GathersLoadLevels},
	{"gathers take trips", conformance.GathersTakeTrips},
	{"loads read columns", conformance.LoadsReadColumns},
	{"joins have conditions", conformance.JoinsHaveConditions},
	{"any query loads", conformance.AnyQueryLoads},
	{"all ones are loaded", conformance.AllOnesAreLoaded},
	{"unique columns are referred to", conformance.UniqueColumnsAreReferredTo},
	{"referred columns change", conformance.ReferredColumnsChange},
	{"views are read", conformance.ViewsAreRead},
	{"views are not written", conformance.ViewsAreNotWritten},
	{"parents of one are orphans", conformance.ParentsOfOneAreOrphans},
	{"types are told apart", conformance.TypesAreToldApart},
	{"types are changed", conformance.TypesAreChanged},
	{"streams of a million", conformance.StreamsOfAMillion},
	{"joined streams keep nothing", conformance.JoinedStreamsKeepNothing},
	{"streams break", conformance.StreamsBreak},
	{"pages break", conformance.PagesBreak},

	{"forgotten joins are refused", conformance.ForgottenJoinsAreRefused},

	{"keyless rows are read", conformance.KeylessRowsAreRead},
	{"keyless rows are joined", conformance.KeylessRowsAreJoined},
	{"keyless rows lead", conformance.KeylessRowsLead},
	{"keyless reads flush first", conformance.KeylessReadsFlushFirst},
	{"keyless rows are not written", conformance.KeylessRowsAreNotWritten},
	{"keyless rows cost nothing", conformance.KeylessRowsCostNothing},

	{"lacking features are done without", conformance.LackingFeaturesAreDoneWithout},
	{"tables without RETURNING", conformance.TablesWithoutReturning},
	{"refused RETURNING names the option", conformance.RefusedReturningNamesTheOption},

	{"one to many is written", conformance.OneToManyIsWritten},
	{"many to one is written", conformance.ManyToOneIsWritten},
	{"has one is written", conformance.HasOneIsWritten},
	{"two ways between two types", conformance.TwoWaysBetweenTwoTypes},
	{"trees are written", conformance.TreesAreWritten},
	{"composite keys are filled", conformance.CompositeKeysAreFilled},
	{"many to many is written", conformance.ManyToManyIsWritten},
	{"associations need not be loaded", conformance.AssociationsNeedNotBeLoaded},
	{"missing associations are stale", conformance.MissingAssociationsAreStale},
	{"associations to oneself", conformance.AssociationsToOneself},
	{"association entities are written", conformance.AssociationEntitiesAreWritten},

	{"adds cascade", conformance.AddsCascade},
	{"orphans go", conformance.OrphansGo},
	{"pending orphans leave", conformance.PendingOrphansLeave},
	{"deletes cascade", conformance.DeletesCascade},
	{"children moved away stay", conformance.ChildrenMovedAwayStay},
	{"deletes set null", conformance.DeletesSetNull},
	{"passive deletes are the database's", conformance.PassiveDeletesAreTheDatabases},
	{"expunges cascade", conformance.ExpungesCascade},
	{"adds mean what they are given", conformance.AddsMeanWhatTheyAreGiven},
	{"expired entities are deleted all the same", conformance.ExpiredEntitiesAreDeletedAllTheSame},
	{"new children of the expired stay", conformance.NewChildrenOfTheExpiredStay},
	{"what is never written takes along", conformance.WhatIsNeverWrittenTakesAlong},
	{"who is let go stays", conformance.WhoIsLetGoStays},
	{"associations share columns", conformance.AssociationsShareColumns},
	{"tenants are kept apart", conformance.TenantsAreKeptApart},
	{"parents of unread children are refused", conformance.ParentsOfUnreadChildrenAreRefused},
	{"parents go with their children", conformance.ParentsGoWithTheirChildren},
	{"new children are deleted along", conformance.NewChildrenAreDeletedAlong},
	{"new parents are deleted along", conformance.NewParentsAreDeletedAlong},

	{"children move", conformance.ChildrenMove},
	{"one side speaks", conformance.OneSideSpeaks},
	{"flushes that send nothing settle", conformance.FlushesThatSendNothingSettle},
	{"savepoints give lists back", conformance.SavepointsGiveListsBack},
	{"collections take no delete back", conformance.CollectionsTakeNoDeleteBack},
	{"lists nobody loaded", conformance.ListsNobodyLoaded},
	{"lists that nobody read are emptied", conformance.ListsThatNobodyReadAreEmptied},
	{"associations that nobody read are emptied", conformance.AssociationsThatNobodyReadAreEmptied},
	{"nil lists say what empty ones say", conformance.NilListsSayWhatEmptyOnesSay},
	{"pointers nobody loaded", conformance.PointersNobodyLoaded},
	{"fields lead the way", conformance.FieldsLeadTheWay},
	{"attached graphs are known", conformance.AttachedGraphsAreKnown},

	{"post-updates break cycles", conformance.PostUpdatesBreakCycles},
	{"rings are tied behind", conformance.RingsAreTiedBehind},
	{"cycles are refused", conformance.CyclesAreRefused},
	{"rows of graphs are taken over", conformance.RowsOfGraphsAreTakenOver},
	{"keys of parents change", conformance.KeysOfParentsChange},
	{"versions of graphs", conformance.VersionsOfGraphs},
	{"fields without a way back are followed", conformance.FieldsWithoutAWayBackAreFollowed},
	{"one is driven out", conformance.OneIsDrivenOut},
	{"deleted new ones stay away", conformance.DeletedNewOnesStayAway},
	{"postponed keys follow their parent", conformance.PostponedKeysFollowTheirParent},

	{"wrong relationships are refused", conformance.WrongRelationshipsAreRefused},
	{"wrong lists are refused", conformance.WrongListsAreRefused},
	{"a constraint half-way undoes the graph", conformance.AConstraintHalfWayUndoesTheGraph},
	{"a lost connection undoes the graph", conformance.ALostConnectionUndoesTheGraph},

	{"texts of graphs are the dialect's", conformance.TextsOfGraphsAreTheDialects},
	{"graphs are counted", conformance.GraphsAreCounted},

	{"rollbacks restore graphs", conformance.RollbacksRestoreGraphs},
	{"savepoints restore graphs", conformance.SavepointsRestoreGraphs},
	{"graphs join", conformance.GraphsJoin},
	{"expired graphs are read again", conformance.ExpiredGraphsAreReadAgain},
	{"hooks change graphs", conformance.HooksChangeGraphs},
	{"graphs hear what happens", conformance.GraphsHearWhatHappens},
	{"sessions tell of graphs", conformance.SessionsTellOfGraphs},

	{"criteria writes expire", conformance.CriteriaWritesExpire},
	{"criteria writes keep edits", conformance.CriteriaWritesKeepEdits},
	{"criteria writes return", conformance.CriteriaWritesReturn},
	{"criteria writes reach relations", conformance.CriteriaWritesReachRelations},
	{"deletes read what is in doubt", conformance.DeletesReadWhatIsInDoubt},
	{"doubted rows are taken over whole", conformance.DoubtedRowsAreTakenOverWhole},
	{"bulk writes put lists in doubt", conformance.BulkWritesPutListsInDoubt},
	{"stale rows inside are forgiven", conformance.StaleRowsInsideAreForgiven},
	{"plans leave nothing", conformance.PlansLeaveNothing},
	{"rollbacks leave one entity to a row", conformance.RollbacksLeaveOneEntityToARow},

	{"merge copies", conformance.MergeCopies},
	{"merge follows what is saved along", conformance.MergeFollowsWhatIsSavedAlong},
	{"merge masks", conformance.MergeMasks},
	{"merge adds", conformance.MergeAdds},
	{"merge looks at versions", conformance.MergeLooksAtVersions},
	{"merge follows", conformance.MergeFollows},

	{"upsert tracks", conformance.UpsertTracks},

	{"bulk inserts", conformance.BulkInserts},
	{"bulk inserts every kind", conformance.BulkInsertsEveryKind},
	{"bulk writes many rows", conformance.BulkWritesManyRows},
	{"bulk updates", conformance.BulkUpdates},
	{"bulk upserts", conformance.BulkUpserts},
	{"bulk deletes", conformance.BulkDeletes},
	{"bulk agrees with a flush", conformance.BulkAgreesWithAFlush},
	{"bulk refuses", conformance.BulkRefuses},
	{"bulk fails", conformance.BulkFails},
	{"bulk goes with the session", conformance.BulkGoesWithTheSession},

	{"close gives the connection back", conformance.CloseGivesTheConnectionBack},
	{"close rolls back", conformance.CloseRollsBack},
	{"close forgets", conformance.CloseForgets},
	{"close detaches", conformance.CloseDetaches},
	{"close frees memory", conformance.CloseFreesMemory},

	{"a session a goroutine", conformance.ASessionAGoroutine},
	{"callers in a hurry", conformance.CallersInAHurry},
	{"schemas change", conformance.SchemasChange},
	{"a session a request", conformance.ASessionARequest},
	{"the unit of work is passed down", conformance.TheUnitOfWorkIsPassedDown},

	{"big lists are not read", conformance.BigListsAreNotRead},
	{"big lists know what is loaded", conformance.BigListsKnowWhatIsLoaded},
	{"big lists end with their session", conformance.BigListsEndWithTheirSession},
	{"big associations are not read", conformance.BigAssociationsAreNotRead},

	{"filters reach queries", conformance.FiltersReachQueries},
	{"filters reach writes", conformance.FiltersReachWrites},
	{"filters reach relations", conformance.FiltersReachRelations},

	{"texts are the dialect's", conformance.TextsAreTheDialects},
	{"echo shows everything but secrets", conformance.EchoShowsEverythingButSecrets},
	{"trips are counted", conformance.TripsAreCounted},
	{"units of work are one trip", conformance.UnitsOfWorkAreOneTrip},
	{"savepoints ride", conformance.SavepointsRide},
	{"lost races commit nothing", conformance.LostRacesCommitNothing},
	{"half a flush is nothing", conformance.HalfAFlushIsNothing},
	{"keys are fetched before", conformance.KeysAreFetchedBefore},
	{"plans have blanks", conformance.PlansHaveBlanks},

	{"replicas are for readers", conformance.ReplicasAreForReaders},
	{"replicas show what was committed", conformance.ReplicasShowWhatWasCommitted},
	{"replicas that fail are done without", conformance.ReplicasThatFailAreDoneWithout},
	{"busy replicas do not fail", conformance.BusyReplicasDoNotFail},
	{"replicas are refused", conformance.ReplicasAreRefused},
	{"connections are encrypted", conformance.ConnectionsAreEncrypted},
	{"hosts are chosen", conformance.HostsAreChosen},
	{"promotions lose nothing", conformance.PromotionsLoseNothing},
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
