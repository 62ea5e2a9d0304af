package io.adxflow.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import org.apache.flink.streaming.api.operators.StreamOperator;

/** The borders that the tree promises. */
@AnalyzeClasses(packages = "io.adxflow", importOptions = ArchitectureTest.ProductionCode.class)
class ArchitectureTest {

    /** Leaves out tests, also those that other modules ship. */
    static final class ProductionCode implements ImportOption {
        private final ImportOption noTests = new DoNotIncludeTests();

        @Override
        public boolean includes(Location location) {
            return noTests.includes(location) && !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule SOURCES_AND_SINKS_DO_NOT_KNOW_EACH_OTHER_NOR_THE_JOB = noClasses()
            .that()
            .resideInAPackage("io.adxflow.sources..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.adxflow.sinks..", "io.adxflow.job..");

    @ArchTest
    static final ArchRule SINKS_DO_NOT_KNOW_SOURCES_NOR_THE_JOB = noClasses()
            .that()
            .resideInAPackage("io.adxflow.sinks..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.adxflow.sources..", "io.adxflow.job..");

    @ArchTest
    static final ArchRule WIRE_FORMATS_KNOW_NEITHER_FLINK_NOR_SOCKETS = noClasses()
            .that()
            .resideInAPackage("io.adxflow.sources.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "io.netty..", "io.adxflow.sources.http..");

    @ArchTest
    static final ArchRule GRPC_IS_A_TRANSPORT_ALONE = noClasses()
            .that()
            .resideInAPackage("io.adxflow.sources.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "io.adxflow.sources.http..");

    @ArchTest
    static final ArchRule TABLES_ARE_PURE = noClasses()
            .that()
            .resideInAPackage("io.adxflow.job.tables..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink..", "java.nio.file..", "io.adxflow.job.rows..", "io.adxflow.job.bundle..");

    @ArchTest
    static final ArchRule DESTINATIONS_ARE_KNOWN_BY_THEIR_SEAM_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("io.adxflow.sinks.directory..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.adxflow.sinks.directory..");

    @ArchTest
    static final ArchRule THE_KUSTO_DESTINATION_IS_KNOWN_BY_ITS_SEAM_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("io.adxflow.sinks.kusto..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.adxflow.sinks.kusto..");

    @ArchTest
    static final ArchRule THE_BLOB_DESTINATION_IS_KNOWN_BY_ITS_SEAM_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("io.adxflow.sinks.blob..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.adxflow.sinks.blob..");

    @ArchTest
    static final ArchRule DESTINATIONS_OF_EVENTS_ARE_KNOWN_BY_THEIR_SEAM_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.adxflow.sinks.eventhubs..", "io.adxflow.sinks.cosmos..", "io.adxflow.sinks.pair..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.adxflow.sinks.eventhubs..", "io.adxflow.sinks.cosmos..", "io.adxflow.sinks.pair..");

    @ArchTest
    static final ArchRule PAIRS_KNOW_THEIR_PARTS_BY_THEIR_SEAM_ONLY = noClasses()
            .that()
            .resideInAPackage("io.adxflow.sinks.pair..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.adxflow.sinks.eventhubs..", "io.adxflow.sinks.cosmos..");

    @ArchTest
    static final ArchRule KAFKA_IS_KNOWN_TO_THE_DESTINATION_OF_EVENTS_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("io.adxflow.sinks.eventhubs..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule PARQUET_IS_KNOWN_TO_ITS_WRITER_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("io.adxflow.sinks.blob.parquet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..");

    @ArchTest
    static final ArchRule AZURE_IS_KNOWN_TO_DESTINATIONS_OF_AZURE_AND_THEIR_STAND_IN_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.adxflow.sinks.azure..",
                    "io.adxflow.sinks.kusto..",
                    "io.adxflow.sinks.blob..",
                    "io.adxflow.sinks.eventhubs..",
                    "io.adxflow.sinks.cosmos..",
                    "io.adxflow.emulator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.azure..", "com.microsoft..");

    @ArchTest
    static final ArchRule THE_KUSTO_DESTINATION_HAS_NO_CYCLES =
            slices().matching("io.adxflow.sinks.kusto.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule BATCHING_DOES_NOT_KNOW_DELIVERY = noClasses()
            .that()
            .resideInAnyPackage("io.adxflow.sinks.batch..", "io.adxflow.sinks.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.adxflow.sinks.delivery..", "io.adxflow.sinks.directory..", "io.adxflow.sinks.kusto..");

    @ArchTest
    static final ArchRule SINKS_HAVE_NO_CYCLES =
            slices().matching("io.adxflow.sinks.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule OPERATORS_ARE_FINAL_OR_SERIALIZABLE =
            classes().that().implement(StreamOperator.class).should().beAssignableTo(Serializable.class);
}
