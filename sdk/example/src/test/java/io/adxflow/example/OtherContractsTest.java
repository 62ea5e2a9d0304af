package io.adxflow.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sdk.contract.AgentFormatContract;
import io.adxflow.sdk.contract.DetectorContract;
import io.adxflow.sdk.contract.Promise;
import io.adxflow.sdk.contract.WireFormatContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class OtherContractsTest {
    private static Stream<DynamicTest> tests(List<Promise> promises) {
        return promises.stream().map(promise -> DynamicTest.dynamicTest(promise.name(), promise::check));
    }

    @TestFactory
    Stream<DynamicTest> theDetectorKeepsItsPromises() {
        return tests(DetectorContract.of(new EmployeeIdDetector(), List.of("E-123456", "by E-123456, E-654321")));
    }

    @TestFactory
    Stream<DynamicTest> theWireFormatKeepsItsPromises() {
        return tests(WireFormatContract.of(
                new GraphiteFormat(), List.of("a.b;host=h 1.5 1767225600\nc 2 1767225601\n".getBytes(UTF_8))));
    }

    @TestFactory
    Stream<DynamicTest> theAgentsFormatKeepsItsPromises() {
        return tests(AgentFormatContract.of(new FluentBitFormat()));
    }
}
