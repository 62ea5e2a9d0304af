package io.adxflow.job.cli.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.FormatFlag;
import io.adxflow.job.cli.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convert}: somebody else's configuration as a pipeline file. */
@Command(
        name = "convert",
        description = {
            "Turns adx-mon's collector.toml, or an Azure Monitor Data Collection Rule in JSON, into a pipeline file on standard",
            "output, and lists on standard error what has no equal."
        },
        footer = {
            "",
            "Examples:",
            "  ./adxflow convert collector.toml > pipeline.yaml",
            "  ./adxflow convert rule.json > pipeline.yaml && ./adxflow validate --config pipeline.yaml",
            "",
            "Exit codes: 0 all of it was converted, 1 something has no equal, or the file cannot be read."
        })
public final class ConvertCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "collector.toml, or a Data Collection Rule in JSON.")
    @Nullable
    Path file;

    @Mixin
    FormatFlag format = new FormatFlag();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException {
        Path path = Objects.requireNonNull(file);
        Converted converted = convert(path);
        Output out = Output.of(spec);
        if (format.isJson()) {
            JsonMapper json = new JsonMapper();
            ObjectNode answer = json.createObjectNode().put("pipeline", converted.toYaml());
            answer.set("notes", json.valueToTree(converted.notes()));
            answer.set("withoutEqual", json.valueToTree(converted.withoutEqual()));
            out.println(answer.toString());
            return converted.withoutEqual().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
        }
        converted.notes().forEach(note -> out.println("# " + note));
        out.print(converted.toYaml());
        if (converted.withoutEqual().isEmpty()) {
            return ExitCodes.OK;
        }
        throw new CliException(ExitCodes.FAILED, "no equal for:\n  " + String.join("\n  ", converted.withoutEqual()));
    }

    private static Converted convert(Path path) throws CliException {
        try {
            String text = Files.readString(path);
            boolean isJson = text.stripLeading().startsWith("{");
            JsonNode tree = isJson
                    ? JsonMapper.builder().build().readTree(text)
                    : TomlMapper.builder().build().readTree(text);
            return isJson ? DataCollectionRule.convert(tree) : CollectorToml.convert(tree);
        } catch (JsonProcessingException e) {
            throw new CliException(
                    ExitCodes.FAILED,
                    path + ":" + (e.getLocation() == null ? "" : e.getLocation().getLineNr() + ":") + " "
                            + e.getOriginalMessage());
        } catch (IOException e) {
            throw new CliException(ExitCodes.FAILED, path + " cannot be read: " + e.getMessage());
        }
    }
}
