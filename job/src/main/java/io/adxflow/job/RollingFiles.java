package io.adxflow.job;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.DateTimeBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.DefaultRollingPolicy;

/** Flink's file sink as the dead letters and the archive use it: a folder a day (UTC), files rolled by size and age. */
final class RollingFiles {
    private RollingFiles() {}

    /** Lines of UTF-8 text, in files ending in {@code .jsonl}. */
    static FileSink<String> lines(URI folder) {
        return sink(folder, new SimpleStringEncoder<>("UTF-8"), "letters", ".jsonl");
    }

    /** Records that know their own length, one behind the other, in files ending in {@code .bodies}. */
    static FileSink<byte[]> records(URI folder) {
        return sink(folder, (record, stream) -> stream.write(record), "archive", ".bodies");
    }

    private static <T> FileSink<T> sink(URI folder, Encoder<T> encoder, String prefix, String suffix) {
        return FileSink.forRowFormat(new Path(folder), encoder)
                .withBucketAssigner(new DateTimeBucketAssigner<>("yyyy-MM-dd", ZoneOffset.UTC))
                // A finished file is one that a person can read: dead letters should be there soon after they happen.
                .withRollingPolicy(DefaultRollingPolicy.builder()
                        .withMaxPartSize(MemorySize.ofMebiBytes(64))
                        .withRolloverInterval(Duration.ofMinutes(1))
                        .withInactivityInterval(Duration.ofSeconds(5))
                        .build())
                .withBucketCheckInterval(1_000)
                .withOutputFileConfig(OutputFileConfig.builder()
                        .withPartPrefix(prefix)
                        .withPartSuffix(suffix)
                        .build())
                .build();
    }
}
