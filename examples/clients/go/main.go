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

// reason returns the reason that every error of the service carries.
func reason(s *status.Status) string {
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return s.Code().String()
}

func main() {
	ctx, posting := context.Background(), &bole.JobPosting{Text: string(must(os.ReadFile(os.Args[2])))}
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	service := bole.NewScreeningServiceClient(must(grpc.NewClient(os.Args[1], plain)))
	document := func(path string) []*bole.Document { return []*bole.Document{{Content: must(os.ReadFile(path))}} }

	target := &bole.ScreenResumeRequest_JobPosting{JobPosting: posting}
	one, err := service.ScreenResume(ctx, &bole.ScreenResumeRequest{Target: target, Documents: document(os.Args[3])})
	if err != nil {
		fmt.Println("unary   failed:", reason(status.Convert(err)))
	}
	fmt.Println("unary  ", one.GetScreening().GetMatchScore(), one.GetScreening().GetSummary())

	stream := must(service.ScreenResumes(ctx))
	config := &bole.ScreenResumesConfig{Target: &bole.ScreenResumesConfig_JobPosting{JobPosting: posting}}
	_ = stream.Send(&bole.ScreenResumesRequest{Message: &bole.ScreenResumesRequest_Config{Config: config}})
	for _, path := range os.Args[3:] {
		item := &bole.ScreenResumesItem{ItemId: path, Documents: document(path)}
		_ = stream.Send(&bole.ScreenResumesRequest{Message: &bole.ScreenResumesRequest_Item{Item: item}})
	}
	_ = stream.CloseSend() // A failed Send shows its reason in Recv.
	for answer, err := stream.Recv(); err != io.EOF; answer, err = stream.Recv() {
		fmt.Println("stream ", reason(status.FromProto(must(answer, err).GetItem().GetStatus())), answer.GetItem().GetScreening().GetSummary())
	}
}
