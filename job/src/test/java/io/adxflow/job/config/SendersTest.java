package io.adxflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.adxflow.job.control.DocumentText;
import io.adxflow.sources.auth.SecretSource;
import io.adxflow.sources.auth.SenderSpec;
import io.adxflow.sources.auth.SenderSpec.Control;
import io.adxflow.sources.auth.SenderSpec.Proof;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The senders of a document. */
class SendersTest {
    private static final String NAMESPACES = "namespaces: {team-a: {monikers: [local]}, team-b: {monikers: [local]}}\n";

    @TempDir
    Path folder;

    private static PipelineDocument document(String senders) throws ConfigException {
        return PipelineConfigLoader.document(NAMESPACES + senders, "document");
    }

    private static List<String> problems(String senders) {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> document(senders));
        return thrown.problems().stream().map(ConfigProblem::toString).toList();
    }

    @Test
    void proveThemselvesInOneOfFourWays() throws Exception {
        PipelineDocument document = document(
                """
                senders:
                  a: {bearer-file: /run/a, namespaces: [team-a]}
                  b: {basic-user: bob, basic-password-env: BOBS_PASSWORD, namespaces: ['*'], control: change}
                  c: {mtls-subject: 'CN=edge-7,O=Example', namespaces: [team-a, team-b]}
                  d:
                    jwt-claims: {appid: 1234, roles: Send}
                    control: read
                """);

        assertThat(document.senders().values())
                .containsExactly(
                        new SenderSpec(
                                "a",
                                new Proof.Bearer(new SecretSource(SecretSource.Kind.FILE, "/run/a")),
                                List.of("team-a"),
                                Control.NONE),
                        new SenderSpec(
                                "b",
                                new Proof.Basic(
                                        "bob", new SecretSource(SecretSource.Kind.ENVIRONMENT, "BOBS_PASSWORD")),
                                List.of("*"),
                                Control.CHANGE),
                        new SenderSpec(
                                "c",
                                new Proof.Certificate("CN=edge-7,O=Example"),
                                List.of("team-a", "team-b"),
                                Control.NONE),
                        new SenderSpec(
                                "d",
                                new Proof.Claims(Map.of("appid", "1234", "roles", "Send")),
                                List.of(),
                                Control.READ));
        assertThat(DocumentText.parse(DocumentText.of(document))).isEqualTo(document);
    }

    @Test
    void leaveDocumentsWithoutThemTheNamesThatTheyHad() throws Exception {
        assertThat(DocumentText.of(document("")).text()).doesNotContain("senders");
    }

    @Test
    void areToldAllThatIsWrongWithThemAtOnce() {
        assertThat(
                        problems(
                                """
                        senders:
                          a: {bearer-fil: /run/a, namespaces: [team-a]}
                          b: {bearer-file: /run/b, mtls-subject: CN=b, namespaces: [team-c]}
                          c: {basic-user: carol, namespaces: [team-a, '*']}
                          d: {bearer-file: /run/d}
                          e: {mtls-subject: 'no subject', control: writ}
                          f: {bearer-env: ADXFLOW_TOKEN, namespaces: [team-a]}
                        """))
                .anySatisfy(problem -> assertThat(problem).contains("unknown key senders.a.bearer-fil", "bearer-file"))
                .anySatisfy(problem -> assertThat(problem).contains("sender a proves itself in 0 ways"))
                .anySatisfy(problem -> assertThat(problem).contains("sender b proves itself in 2 ways"))
                .anySatisfy(problem -> assertThat(problem).contains("there is no namespace 'team-c'", "team-a"))
                .anySatisfy(problem -> assertThat(problem).contains("basic-user and basic-password-file"))
                .anySatisfy(problem -> assertThat(problem).contains("'*' stands for every namespace"))
                .anySatisfy(problem -> assertThat(problem).contains("sender d may do nothing"))
                .anySatisfy(problem -> assertThat(problem).contains("senders.e.mtls-subject: 'no subject'"))
                .anySatisfy(problem -> assertThat(problem).contains("senders.e.control: 'writ'"))
                .anySatisfy(problem -> assertThat(problem).contains("senders.f.bearer-env", "travel with the job"));
    }

    @Test
    void showNoSecretThatWasWrittenInTheWrongPlace() {
        assertThat(
                        problems(
                                """
                        senders:
                          a: {bearer-file: planted-secret, namespaces: [team-a]}
                          b: {bearer-env: planted-secret, namespaces: [team-a]}
                          c: {bearer-token: planted-secret, namespaces: [team-a]}
                          d: {basic-user: dave, basic-password-file: planted-secret, namespaces: [team-a]}
                          e: {basic-user: eve, basic-password: planted-secret, namespaces: [team-a]}
                        """))
                .hasSizeGreaterThan(4)
                .noneMatch(problem -> problem.contains("planted-secret"));
    }

    @Test
    void comeFromVariablesAsOtherSettingsDo() throws Exception {
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), "senders: {app-1: {control: read}}\n");
        PipelineConfig config = PipelineConfigLoader.load(new ConfigSources(
                List.of(), file, Map.of("ADXFLOW_SENDERS_APP_1_BEARER_FILE", "/run/app-1"), List.of(), List.of()));
        assertThat(config.document().senders().get("app-1").proof())
                .isEqualTo(new Proof.Bearer(new SecretSource(SecretSource.Kind.FILE, "/run/app-1")));
    }

    private static PipelineConfig load(String... assignments) throws ConfigException {
        return PipelineConfigLoader.load(new ConfigSources(List.of(), null, Map.of(), List.of(assignments), List.of()));
    }

    @Test
    void controlIsNotToStartWhereStrangersReachItAndNobodyIsAsked() throws Exception {
        for (String authentication : List.of("none", "observe")) {
            ConfigException thrown = catchThrowableOfType(
                    ConfigException.class,
                    () -> load("control.http=0.0.0.0:9204", "control.authentication=" + authentication));
            assertThat(thrown.problems())
                    .singleElement()
                    .asString()
                    .contains("control.http: 0.0.0.0:9204", "control.authentication: require");
        }
        assertThat(load("control.http=0.0.0.0:9204", "control.authentication=require")
                        .warnings())
                .isEmpty();
    }

    @Test
    void openDoorsForSendersAreWarnedOfOnceByTheOptionThatClosesThem() throws Exception {
        assertThat(load().warnings()).isEmpty();
        assertThat(load("ingest.http=0.0.0.0:9201", "ingest.otlp-grpc=:4317").warnings())
                .singleElement()
                .asString()
                .contains("ingest.http 0.0.0.0:9201", "ingest.otlp-grpc :4317", "ingest.authentication");
        assertThat(load("ingest.http=0.0.0.0:9201", "ingest.authentication=require")
                        .warnings())
                .singleElement()
                .asString()
                .contains("in plain", "ingest.tls.certificate-file");
    }

    @Test
    void certificatesAndIssuersAreWholeOrToldOf() {
        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> load(
                                        "ingest.tls.certificate-file=/run/tls.crt",
                                        "web.tls.client-auth=require",
                                        "auth.jwt.issuers=https://login.example.com"))
                        .problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem.toString()).contains("auth.jwt.audiences"))
                .anySatisfy(problem -> assertThat(problem.toString()).contains("web.tls.certificate-file"));
        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> load(
                                        "auth.jwt.issuers=https://login.example.com",
                                        "auth.jwt.audiences=x",
                                        "auth.jwt.jwks=http://login.example.com/keys"))
                        .problems())
                .singleElement()
                .asString()
                .contains("auth.jwt.jwks: http://login.example.com/keys (expected: an https URL");
    }
}
