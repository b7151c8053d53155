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
	{"merged keys are whole", conformance.MergedKeysAreWhole},
	{"merge follows what is saved along", conformance.MergeFollowsWhatIsSavedAlong},
	{"merge copies the fields named", conformance.MergeMasks},
	{"merge adds what has no row", conformance.MergeAdds},
	{"merge looks at versions", conformance.MergeLooksAtVersions},
	{"merge follows relationships", conformance.MergeFollows},

	{"upsert tracks", conformance.UpsertTracks},

	{"bulk inserts", conformance.BulkInserts},
	{"bulk inserts every kind", conformance.BulkInsertsEveryKind},
	{"bulk writes many rows", conformance.BulkWritesManyRows},
	{"bulk updates", conformance.BulkUpdates},
	{"keys given by hand and keys that are counted", conformance.KeysByHandAndCountedOnes},
	{"bulk upserts", conformance.BulkUpserts},
	{"edits are counted", conformance.EditsAreCounted},
	{"upserts of keys alone", conformance.UpsertsOfKeysAlone},
	{"identity takes no numbers", conformance.IdentityTakesNoNumbers},
	{"bulk deletes", conformance.BulkDeletes},
	{"bulk agrees with a flush", conformance.BulkAgreesWithAFlush},
	{"bulk writes are refused before anything is sent", conformance.BulkRefuses},
	{"a bulk write that fails undoes its transaction or savepoint", conformance.BulkFails},
	{"bulk writes stand in the session's transaction", conformance.BulkGoesWithTheSession},

	{"close gives the connection back", conformance.CloseGivesTheConnectionBack},
	{"close rolls back", conformance.CloseRollsBack},
	{"close drops the identity map", conformance.CloseForgets},
	{"close detaches entities", conformance.CloseDetaches},
	{"close frees memory", conformance.CloseFreesMemory},

	{"one engine serves many sessions at once", conformance.ASessionAGoroutine},
	{"calls that run out of time lose no connection", conformance.CallersInAHurry},
	{"statements survive a changed schema", conformance.SchemasChange},
	{"types change under lists", conformance.TypesChangeUnderLists},
	{"middleware gives each request a session", conformance.ASessionARequest},
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
	{"savepoints travel with the flush in front of them", conformance.SavepointsRide},
	{"lost races commit nothing", conformance.LostRacesCommitNothing},
	{"a flush that fails half-way is undone", conformance.HalfAFlushIsNothing},
	{"preallocated keys are known before the insert", conformance.KeysAreFetchedBefore},
	{"plan names values that are not known yet", conformance.PlansHaveBlanks},

	{"replicas are for readers", conformance.ReplicasAreForReaders},
	{"replicas show what was committed", conformance.ReplicasShowWhatWasCommitted},
	{"replicas that fail are done without", conformance.ReplicasThatFailAreDoneWithout},
	{"busy replicas do not fail", conformance.BusyReplicasDoNotFail},
	{"replicas that cannot be are refused at open", conformance.ReplicasAreRefused},
	{"connections are encrypted", conformance.ConnectionsAreEncrypted},
	{"hosts are chosen", conformance.HostsAreChosen},
	{"crashes cost idle connections nothing", conformance.CrashesCostIdleConnectionsNothing},
	{"promotions lose nothing", conformance.PromotionsLoseNothing},
}
