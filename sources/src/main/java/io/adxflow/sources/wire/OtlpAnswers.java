package io.adxflow.sources.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes what OTLP senders are told (OTLP specification 1.9, sections "Full Success", "Partial Success" and "Failures"):
 * {@code Export{Logs,Trace,Metrics}ServiceResponse} for bodies that were read, {@code google.rpc.Status} for all others.
 */
public final class OtlpAnswers {
    /** The whole message of an ExportLogsServiceResponse and of its two sisters: their fields have the same numbers. */
    private static final int PARTIAL_SUCCESS = 1;

    private static final int REJECTED = 1;
    private static final int ERROR_MESSAGE = 2;
    private static final byte[] EMPTY = {};
    private static final byte[] EMPTY_JSON = "{}".getBytes(StandardCharsets.UTF_8);
    private static final JsonFactory JSON = new JsonFactory();
    /** What gRPC clients take in trailers is 8 KiB, and the message is there twice, once percent-encoded. */
    private static final int MAX_MESSAGE_CHARS = 1000;

    private OtlpAnswers() {}

    /**
     * The response to a body that was read.
     *
     * @param rejected log records, spans or data points that were refused
     * @param message what was refused and why, or a warning; null for nothing
     * @return not to be changed: the usual ones are shared
     */
    public static byte[] response(Signal signal, Encoding encoding, long rejected, @Nullable String message) {
        boolean full = rejected == 0 && (message == null || message.isEmpty());
        String text = message == null ? "" : message;
        return switch (encoding) {
            case PROTOBUF -> full ? EMPTY : partialSuccess(rejected, text);
            case JSON -> full ? EMPTY_JSON : partialSuccessJson(signal, rejected, text);
            case CSV -> throw new IllegalArgumentException("encoding: " + encoding + " (expected: one of OTLP)");
        };
    }

    /**
     * What a refused sender is told, by HTTP and by gRPC.
     *
     * @param httpStatus 4xx or 5xx
     * @param retryAfterSeconds when to come again; of use only with 429 and 503, where the specification has it
     */
    public static Status status(int httpStatus, @Nullable String message, int retryAfterSeconds) {
        String text = message == null ? "" : message;
        Status.Builder status = Status.newBuilder()
                .setCode(code(httpStatus).getNumber())
                .setMessage(
                        text.length() > MAX_MESSAGE_CHARS ? text.substring(0, MAX_MESSAGE_CHARS) + " and so on" : text);
        if (httpStatus == 503 || httpStatus == 429) {
            // To a client, RESOURCE_EXHAUSTED without it means: do not send again.
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder().setSeconds(retryAfterSeconds))
                    .build()));
        }
        return status.build();
    }

    /** The body of an HTTP answer that carries a status. */
    public static byte[] encode(Status status, Encoding encoding) {
        return encoding == Encoding.PROTOBUF ? status.toByteArray() : statusJson(status);
    }

    /** UNAVAILABLE, DEADLINE_EXCEEDED, and RESOURCE_EXHAUSTED with RetryInfo make a gRPC client send again; no other of these does. */
    private static Code code(int httpStatus) {
        return switch (httpStatus) {
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.PERMISSION_DENIED;
            case 404 -> Code.NOT_FOUND;
            case 405 -> Code.UNIMPLEMENTED;
            case 408 -> Code.DEADLINE_EXCEEDED;
            case 413, 429 -> Code.RESOURCE_EXHAUSTED;
            case 500 -> Code.INTERNAL;
            case 503 -> Code.UNAVAILABLE;
            default -> Code.INVALID_ARGUMENT;
        };
    }

    private static byte[] partialSuccess(long rejected, String message) {
        int size = (rejected == 0 ? 0 : CodedOutputStream.computeInt64Size(REJECTED, rejected))
                + (message.isEmpty() ? 0 : CodedOutputStream.computeStringSize(ERROR_MESSAGE, message));
        byte[] response = new byte
                [CodedOutputStream.computeTagSize(PARTIAL_SUCCESS)
                        + CodedOutputStream.computeUInt32SizeNoTag(size)
                        + size];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(response);
            // 2: the wire type of messages.
            out.writeTag(PARTIAL_SUCCESS, 2);
            out.writeUInt32NoTag(size);
            if (rejected != 0) {
                out.writeInt64(REJECTED, rejected);
            }
            if (!message.isEmpty()) {
                out.writeString(ERROR_MESSAGE, message);
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return response;
    }

    private static byte[] partialSuccessJson(Signal signal, long rejected, String message) {
        return json(out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("partialSuccess");
            if (rejected != 0) {
                // A 64-bit integer is a string in the JSON mapping of protobuf.
                out.writeStringField(rejectedField(signal), Long.toString(rejected));
            }
            if (!message.isEmpty()) {
                out.writeStringField("errorMessage", message);
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    private static String rejectedField(Signal signal) {
        return switch (signal) {
            case LOGS -> "rejectedLogRecords";
            case TRACES -> "rejectedSpans";
            case METRICS -> "rejectedDataPoints";
            case REMOTE_WRITE, ROWS ->
                throw new IllegalArgumentException("signal: " + signal + " (expected: one of OTLP)");
        };
    }

    private static byte[] statusJson(Status status) {
        return json(out -> {
            out.writeStartObject();
            out.writeNumberField("code", status.getCode());
            out.writeStringField("message", status.getMessage());
            if (status.getDetailsCount() > 0) {
                Any detail = status.getDetails(0);
                out.writeArrayFieldStart("details");
                out.writeStartObject();
                out.writeStringField("@type", detail.getTypeUrl());
                out.writeStringField("retryDelay", retrySeconds(detail) + "s");
                out.writeEndObject();
                out.writeEndArray();
            }
            out.writeEndObject();
        });
    }

    private static long retrySeconds(Any detail) throws InvalidProtocolBufferException {
        return detail.unpack(RetryInfo.class).getRetryDelay().getSeconds();
    }

    private interface JsonWriting {
        void write(JsonGenerator out) throws IOException;
    }

    private static byte[] json(JsonWriting writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            writing.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
