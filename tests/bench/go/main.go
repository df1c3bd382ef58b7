// SPDX-License-Identifier: GPL-3.0-or-later

// Bench-peers is the Go side of the benchmarks: `vanguard`, a reverse proxy made of the vanguard library as its
// documentation shows it, and `answer`, a gRPC server that gives one answer, or one error, to every call.
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"

	"connectrpc.com/vanguard"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/h2c"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

const maxStreams = 1000

func serve(address string, handler http.Handler) {
	server := &http.Server{Addr: address, Handler: h2c.NewHandler(handler, &http2.Server{MaxConcurrentStreams: maxStreams})}
	log.Fatal(server.ListenAndServe())
}

func answer(args []string) {
	flags := flag.NewFlagSet("answer", flag.ExitOnError)
	listen := flags.String("listen", "", "address")
	body := flags.String("body", "", "file with the envelopes of the answer")
	fail := flags.Bool("fail", false, "answer with an error and nothing else")
	_ = flags.Parse(args)
	bytes, err := os.ReadFile(*body)
	if err != nil {
		log.Fatal(err)
	}
	serve(*listen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/grpc")
		if *fail {
			w.Header().Set("Grpc-Status", "5")
			w.Header().Set("Grpc-Message", "no such order")
			return
		}
		w.Header().Set("Trailer", "Grpc-Status")
		_, _ = w.Write(bytes)
		w.Header().Set("Grpc-Status", "0")
	}))
}

func bridge(args []string) {
	flags := flag.NewFlagSet("vanguard", flag.ExitOnError)
	listen := flags.String("listen", "", "address")
	upstream := flags.String("upstream", "", "URL of a gRPC server over h2c")
	schema := flags.String("schema", "", "descriptor set")
	service := flags.String("service", "", "full name")
	_ = flags.Parse(args)
	bytes, err := os.ReadFile(*schema)
	if err != nil {
		log.Fatal(err)
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(bytes, &set); err != nil {
		log.Fatal(err)
	}
	files, err := protodesc.NewFiles(&set)
	if err != nil {
		log.Fatal(err)
	}
	found, err := files.FindDescriptorByName(protoreflect.FullName(*service))
	if err != nil {
		log.Fatal(err)
	}
	target, err := url.Parse(*upstream)
	if err != nil {
		log.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.FlushInterval = -1
	proxy.Transport = &http2.Transport{
		AllowHTTP: true,
		DialTLSContext: func(ctx context.Context, network, address string, _ *tls.Config) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		},
	}
	transcoder, err := vanguard.NewTranscoder([]*vanguard.Service{vanguard.NewServiceWithSchema(
		found.(protoreflect.ServiceDescriptor), proxy,
		vanguard.WithTargetProtocols(vanguard.ProtocolGRPC), vanguard.WithTargetCodecs(vanguard.CodecProto))})
	if err != nil {
		log.Fatal(err)
	}
	serve(*listen, transcoder)
}

func main() {
	commands := map[string]func([]string){"answer": answer, "vanguard": bridge}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bench-peers answer|vanguard [flags]")
		os.Exit(2)
	}
	commands[os.Args[1]](os.Args[2:])
}
