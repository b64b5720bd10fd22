// Screens resumes over gRPC: java Screen HOST:PORT POSTING.txt RESUME...
// Stubs: see the README beside this folder. Needs grpc-netty, grpc-stub, grpc-protobuf.
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.bole.v1.*;
import io.grpc.*;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.nio.file.*;
import java.util.concurrent.*;

public final class Screen {
  static Document document(String path) throws Exception {
    return Document.newBuilder().setContent(ByteString.copyFrom(Files.readAllBytes(Path.of(path)))).build();
  }

  /** Returns the reason that every error of the service carries; else the status code. */
  static String reason(Status status) {
    try {
      for (var detail : status.getDetailsList())
        if (detail.is(ErrorInfo.class)) return detail.unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException broken) {} // The status code says enough.
    return io.grpc.Status.fromCodeValue(status.getCode()).getCode().name();
  }

  public static void main(String[] args) throws Exception {
    var channel = ManagedChannelBuilder.forTarget(args[0]).usePlaintext().build();
    var posting = JobPosting.newBuilder().setText(Files.readString(Path.of(args[1]))).build();
    try {
      var request = ScreenResumeRequest.newBuilder().setJobPosting(posting).addDocuments(document(args[2])).build();
      var answer = ScreeningServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS).screenResume(request);
      System.out.println("unary   " + answer.getScreening().getMatchScore() + " " + answer.getScreening().getSummary());
    } catch (StatusRuntimeException failed) {
      System.out.println("unary   failed: " + reason(StatusProto.fromThrowable(failed)));
    }
    var done = new CountDownLatch(1);
    var stream = ScreeningServiceGrpc.newStub(channel).screenResumes(new StreamObserver<ScreenResumesResponse>() {
      @Override public void onNext(ScreenResumesResponse answer) {
        if (!answer.hasItem()) return; // The first answer holds the rubric.
        var item = answer.getItem();
        System.out.println("stream  " + (item.hasScreening() ? item.getScreening().getMatchScore() + " "
            + item.getScreening().getSummary() : "failed: " + reason(item.getStatus())));
      }
      @Override public void onError(Throwable failed) {
        System.out.println("stream  failed: " + reason(StatusProto.fromThrowable(failed)));
        done.countDown();
      }
      @Override public void onCompleted() { done.countDown(); }
    });
    stream.onNext(ScreenResumesRequest.newBuilder().setConfig(ScreenResumesConfig.newBuilder().setJobPosting(posting)).build());
    for (int i = 2; i < args.length; i++)
      stream.onNext(ScreenResumesRequest.newBuilder().setItem(ScreenResumesItem.newBuilder().setItemId(args[i]).addDocuments(document(args[i]))).build());
    stream.onCompleted();
    done.await(5, TimeUnit.MINUTES);
    channel.shutdownNow();
  }
}
