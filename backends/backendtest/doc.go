// Package backendtest is the contract of package backends as a test suite. Whoever writes a backend runs it:
//
//	func TestContract(t *testing.T) {
//		backendtest.Run(t, backendtest.Harness{
//			Backend: mybackend.Backend{},
//			URL:     func(tb testing.TB) backends.URL { return freshDatabase(tb) },
//			Dialect: backendtest.PostgreSQL(),
//		})
//	}
//
// # What a harness says
//
// A [Harness] opens databases and states facts about the dialect as data ([Dialect]; [PostgreSQL] and [SQLite] are ready).
// What a backend or its database lacks is listed by name in Unsupported, so a new backend starts with every test.
//
// # Round trips
//
// Tests of round trips and of lost connections put a [Counter], a proxy in this process, in front of the server. It counts
// at the socket, and cuts connections at a chosen moment.
//
// # Secrets
//
// Arguments that are text carry a marker. No error that the suite sees may show it.
package backendtest
