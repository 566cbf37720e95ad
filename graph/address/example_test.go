package address_test

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/graph/address"
)

func ExampleParse() {
	value := "mongodb://app:secret@a:27017,b:27018/shop?tls=true"
	for _, a := range address.Parse(value) {
		fmt.Println(a.Scheme.Text, a.Host.Text, a.Port.Text, a.Database.Text, a.TLS == address.Required, value[a.Port.Span.Start:a.Port.Span.End])
	}
	fmt.Println(address.Parse("postgres:16-alpine") == nil)
	// Output:
	// mongodb a 27017 shop true 27017
	// mongodb b 27018 shop true 27018
	// true
}

func ExampleCheckHost() {
	fmt.Println(address.CheckHost("db.internal"))
	fmt.Println(address.CheckHost("db:5432"))
	fmt.Println(address.CheckHost("http://db"))
	// Output:
	// <nil>
	// carries a port
	// has a scheme
}
