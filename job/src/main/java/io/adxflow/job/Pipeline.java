package io.adxflow.job;

import io.adxflow.job.config.PipelineConfig;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Stands in for the topology: counts, in keyed state, numbers that it makes itself. */
public final class Pipeline {
    private Pipeline() {}

    /** Adds the whole topology to the environment. */
    public static void build(StreamExecutionEnvironment env, PipelineConfig config) {
        env.fromSource(
                        new DataGeneratorSource<>(
                                index -> index, Long.MAX_VALUE, RateLimiterStrategy.perSecond(1_000), Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "Numbers")
                .uid("numbers")
                .keyBy(number -> number % 10)
                .map(new Count())
                .name("Count")
                .uid("count")
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>())
                .name("Nowhere")
                .uid("nowhere");
    }

    @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
    private static final class Count extends RichMapFunction<Long, Long> {
        private transient ValueState<Long> count;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public Long map(Long number) throws Exception {
            Long before = count.value();
            long now = before == null ? 1 : before + 1;
            count.update(now);
            return now;
        }
    }
}
