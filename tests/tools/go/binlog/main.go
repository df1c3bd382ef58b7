// SPDX-License-Identifier: GPL-3.0-or-later

// Command binlog is grpc-go's own hand in the tests of binary logs.
//
//	binlog read FILE [go|java]   prints each entry of a log as one line of JSON, by grpc-go's generated code
//	binlog write FILE            lets grpc-go log calls between a client and a server of its own
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/binarylog"
	binlogpb "google.golang.org/grpc/binarylog/grpc_binarylog_v1"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("binlog: read FILE [go|java], or write FILE")
	}
	var err error
	switch os.Args[1] {
	case "read":
		err = read(os.Args[2], len(os.Args) > 3 && os.Args[3] == "java")
	case "write":
		err = write(os.Args[2])
	default:
		err = fmt.Errorf("'%s' is not read or write", os.Args[1])
	}
	if err != nil {
		log.Fatal("binlog: ", err)
	}
}

func length(in *bufio.Reader, java bool) (uint64, error) {
	if java {
		return binary.ReadUvarint(in)
	}
	var size uint32
	err := binary.Read(in, binary.BigEndian, &size)
	return uint64(size), err
}

func read(file string, java bool) error {
	opened, err := os.Open(file)
	if err != nil {
		return err
	}
	defer opened.Close()
	in := bufio.NewReader(opened)
	for {
		size, err := length(in, java)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		bytes := make([]byte, size)
		if _, err := io.ReadFull(in, bytes); err != nil {
			return err
		}
		var entry binlogpb.GrpcLogEntry
		if err := proto.Unmarshal(bytes, &entry); err != nil {
			return err
		}
		text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(&entry)
		if err != nil {
			return err
		}
		fmt.Println(string(text))
	}
}

// fileSink frames entries as grpc-go's temporary file sink does, without its delay.
type fileSink struct {
	mutex sync.Mutex
	out   *os.File
}

func (s *fileSink) Write(entry *binlogpb.GrpcLogEntry) error {
	bytes, err := proto.Marshal(entry)
	if err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err := binary.Write(s.out, binary.BigEndian, uint32(len(bytes))); err != nil {
		return err
	}
	_, err = s.out.Write(bytes)
	return err
}

func (s *fileSink) Close() error { return s.out.Close() }

// Needs GRPC_BINARY_LOG_FILTER in the environment: grpc-go reads it when it starts.
func write(file string) error {
	if os.Getenv("GRPC_BINARY_LOG_FILTER") == "" {
		return errors.New("GRPC_BINARY_LOG_FILTER is not set")
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	sink := &fileSink{out: out}
	binarylog.SetSink(sink)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	state := health.NewServer()
	state.SetServingStatus("known", healthpb.HealthCheckResponse_SERVING)
	healthpb.RegisterHealthServer(server, state)
	go server.Serve(listener)
	connection, err := grpc.Dial(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	client := healthpb.NewHealthClient(connection)
	context_ := metadata.AppendToOutgoingContext(context.Background(), "x-tenant", "acme", "trace-bin", "\x00\x01\xff")
	if _, err := client.Check(context_, &healthpb.HealthCheckRequest{Service: "known"}); err != nil {
		return err
	}
	if _, err := client.Check(context_, &healthpb.HealthCheckRequest{Service: "unknown"}); err == nil {
		return errors.New("an unknown service was found")
	}
	watching, stop := context.WithCancel(context_)
	stream, err := client.Watch(watching, &healthpb.HealthCheckRequest{Service: "known"})
	if err != nil {
		return err
	}
	if _, err := stream.Recv(); err != nil {
		return err
	}
	stop()
	if _, err := stream.Recv(); err == nil {
		return errors.New("a cancelled stream went on")
	}
	connection.Close()
	server.Stop()
	return sink.Close()
}
