package repo_test

import "github.com/drey-db/drey/internal/conformance"

// enginePromises are what reaches beyond one session: bulk writes, merging, closing, crowds, filters, servers.
var enginePromises = []promise{
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
