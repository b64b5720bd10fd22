// Screens resumes over gRPC: go run . HOST:PORT POSTING.txt RESUME...   Stubs: see the README beside this folder.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"

	bole "bole.dev/api/bole/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func report(call string, err error, screening *bole.Screening) {
	for _, detail := range status.Convert(err).Details() { // Every error of the service carries its reason.
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			fmt.Println(call, "failed:", info.GetReason())
			return
		}
	}
	fmt.Println(call, must(screening, err).GetMatchScore(), screening.GetSummary())
}

func main() {
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	service := bole.NewScreeningServiceClient(must(grpc.NewClient(os.Args[1], plain)))
	ctx, posting := context.Background(), &bole.JobPosting{Text: string(must(os.ReadFile(os.Args[2])))}
	target := &bole.ScreenResumeRequest_JobPosting{JobPosting: posting}
	document := func(path string) []*bole.Document { return []*bole.Document{{Content: must(os.ReadFile(path))}} }
	one, err := service.ScreenResume(ctx, &bole.ScreenResumeRequest{Target: target, Documents: document(os.Args[3])})
	report("unary  ", err, one.GetScreening())

	stream := must(service.ScreenResumes(ctx))
	go func() { // Sends while answers are read; a failed Send shows its reason in Recv.
		config := &bole.ScreenResumesConfig{Target: &bole.ScreenResumesConfig_JobPosting{JobPosting: posting}}
		_ = stream.Send(&bole.ScreenResumesRequest{Message: &bole.ScreenResumesRequest_Config{Config: config}})
		for _, path := range os.Args[3:] {
			item := &bole.ScreenResumesItem{ItemId: path, Documents: document(path)}
			_ = stream.Send(&bole.ScreenResumesRequest{Message: &bole.ScreenResumesRequest_Item{Item: item}})
		}
		_ = stream.CloseSend()
	}()
	for answer, err := stream.Recv(); err != io.EOF; answer, err = stream.Recv() {
		if item := must(answer, err).GetItem(); item != nil { // The first answer holds the rubric.
			report("stream ", status.ErrorProto(item.GetStatus()), item.GetScreening())
		}
	}
}
