package mistakes_test

import "github.com/drey-db/drey/internal/enginetest"

var chapters = []chapter{
	{"tags", anyOne, ofTags},
	{"relationships", anyOne, ofRelationships},
	{"models", anyOne, ofModels},
	{"URLs", anyOne, ofURLs},
	{"servers", servers, ofServers},
	{"statements", anyOne, ofStatements},
	{"texts", enginetest.Backends, ofText},
	{"calls", anyOne, ofCalls},
	{"transactions", enginetest.Backends, ofTransactions},
	{"migrations", anyOne, ofMigrations},
}

// anyOne is SQLite, where the backend makes no difference.
func anyOne() []enginetest.Backend { return []enginetest.Backend{enginetest.SQLite} }

// servers are the backends that reach a server.
func servers() []enginetest.Backend { return enginetest.Backends()[:3] }
