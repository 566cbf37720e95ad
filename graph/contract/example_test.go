package contract_test

import (
	"fmt"
	"log"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

func ExampleParse() {
	statements, errs := contract.Parse(`
# An application that needs a database.
ENVIRONMENT NEEDS: DATABASE_URL FORMAT: URL(org.postgresql.db@>=14)
LISTENS ON: TCP:8080 FRO: org.ietf.http
`)
	fmt.Print(contract.Print(statements))
	for _, e := range errs {
		fmt.Println(e)
	}
	// Output:
	// ENVIRONMENT NEEDS: DATABASE_URL FORMAT: URL(org.postgresql.db@>=14)
	// unknown key `FRO:` behind LISTENS ON; did you mean `FOR`?
}

func ExampleFormat_Check() {
	types, err := contract.Standard()
	if err != nil {
		log.Fatal(err)
	}
	host := contract.Format{{Kind: contract.FmtHost}}
	fmt.Println("db:", host.Check("db", types))
	fmt.Println("db:5432:", host.Check("db:5432", types))

	database := contract.Type{Kind: contract.Named, Name: "org.postgresql.db"}
	url := contract.Format{{Kind: contract.FmtURL, Type: contract.Expr{Types: []contract.Type{database}}}}
	fmt.Println("mysql://db/app:", url.Check("mysql://db/app", types))
	// Output:
	// db: <nil>
	// db:5432: carries a port
	// mysql://db/app: has a scheme that org.postgresql.db does not have; expected `postgres`, `postgresql`, `psql`, `pgsql` or `postgis`
}

func ExampleLattice_Relate() {
	types, err := contract.Standard()
	if err != nil {
		log.Fatal(err)
	}
	mariadb := contract.Type{Kind: contract.Named, Name: "org.mariadb.db"}
	mysql := contract.Type{Kind: contract.Named, Name: "com.mysql.db"}
	r := types.Relate(mariadb, mysql)
	fmt.Println(r.Strength == contract.Speaks, r.Offered, r.Via)
	// Output:
	// true @>=5.7,<=8.0 [org.mariadb.db com.mysql.db]
}

func ExampleMerge() {
	catalog, _ := contract.Parse("LISTENS ON: TCP:5432 FOR: org.postgresql.db AS: db\nSCALES: 1..1")
	own, _ := contract.Parse("LISTENS ON: TCP:6000 FOR: org.postgresql.db AS: db")
	merged := contract.Merge([]contract.Text{
		{Layer: contract.CatalogLayer, Origin: "docker.io/library/postgres", Statements: catalog},
		{Layer: contract.ServiceLayer, Origin: "compose.yaml", Statements: own},
	})
	for _, st := range merged.Statements {
		fmt.Println(st.Statement)
	}
	// Output:
	// LISTENS ON: TCP:6000 FOR: org.postgresql.db AS: db
	// SCALES: 1..1
}

func ExampleDesugar() {
	statements, _ := contract.Parse("ENVIRONMENT NEEDS: BROKER_URL FORMAT: URL(org.amqp.amqp-0-9-1) FILE: _FILE")
	merged := contract.Merge([]contract.Text{{Layer: contract.LabelLayer, Statements: statements}})
	for _, st := range contract.Desugar(merged.Statements, nil) {
		fmt.Println(st.Statement)
	}
	// Output:
	// ENVIRONMENT NEEDS: BROKER_URL FORMAT: URL(org.amqp.amqp-0-9-1) FILE: _FILE
	// ENVIRONMENT ACCEPTS: BROKER_URL_FILE FORMAT: PATH(FILE)
	// CONNECTS TO: {{BROKER_URL}} FOR: org.amqp.amqp-0-9-1
}
