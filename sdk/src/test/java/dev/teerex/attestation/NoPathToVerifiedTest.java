package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks the whole public API with nothing genuine in hand, and never arrives at a verified attestation. */
class NoPathToVerifiedTest {
    /** How many values of one type are tried for one parameter, and how many calls of one method are made in a round. */
    private static final int VALUES = 4;

    private static final int CALLS = 300;
    private static final int ROUNDS = 4;

    private final Set<Object> pool = new LinkedHashSet<>();
    private final Set<String> called = new LinkedHashSet<>();

    @Test
    void onlyTheVerifierReturnsOne() throws Exception {
        List<String> sources = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            for (Method method : type.getMethods()) {
                if (method.toGenericString().replaceFirst("\\(.*", "").contains("VerifiedAttestation ")) {
                    sources.add(method.getDeclaringClass().getSimpleName() + "." + method.getName());
                }
            }
        }
        assertThat(sources).containsExactlyInAnyOrder("AttestationVerifier.verify", "AttestationVerifier.verify");
        assertThat(VerifiedAttestation.class.getConstructors()).isEmpty();
        assertThat(VerifiedAttestation.class).isFinal();
        assertThat(Serializable.class.isAssignableFrom(VerifiedAttestation.class))
                .isFalse();
    }

    @Test
    void theTwoResultsAreNoKin() {
        assertThat(VerifiedAttestation.class.getSuperclass()).isEqualTo(Object.class);
        assertThat(VerifiedAttestation.class.getInterfaces()).isEmpty();
        assertThat(SimulatedAttestation.class.getSuperclass()).isEqualTo(Object.class);
        assertThat(SimulatedAttestation.class.getInterfaces()).isEmpty();
    }

    @Test
    void noPublicPathLeadsFromASimulatedDocumentToAVerifiedAttestation(@TempDir Path folder) throws Exception {
        Forge forge = new Forge();
        byte[] document = forge.mint();
        Path file = Files.write(folder.resolve("simulated.bin"), document);
        pool.addAll(List.of(
                document,
                file,
                folder,
                "simulated",
                0,
                8,
                true,
                Forge.NOW,
                Duration.ofMinutes(1),
                Clock.fixed(Forge.NOW, ZoneOffset.UTC),
                Bytes.of(document),
                Forge.measurement("PCR0"),
                forge.anchor(),
                forge.anchor().certificate(),
                Security.getProvider("SunEC"),
                new TreeMap<>(UntrustedAttestation.read(document).pcrs()),
                Optional.empty(),
                Optional.of(forge.anchor()),
                ConformanceCorpus.policy(),
                AttestationPolicy.builder().insecureAcceptAnyImage().build(),
                VerificationTime.at(Forge.NOW),
                VerificationTime.ofDocument(),
                AttestationVerifier.create(),
                new ByteArrayOutputStream()));
        List<Class<?>> types = publicTypes();
        for (int round = 0; round < ROUNDS; round++) {
            for (Class<?> type : types) {
                for (Constructor<?> constructor : type.getConstructors()) {
                    callAll(constructor, List.of(type));
                }
                for (Method method : type.getMethods()) {
                    if (method.getDeclaringClass() != Object.class) {
                        callAll(method, Modifier.isStatic(method.getModifiers()) ? List.of(type) : values(type));
                    }
                }
            }
        }
        assertThat(called)
                .contains(
                        "AttestationVerifier.verify",
                        "AttestationVerifier.verifySimulated",
                        "AttestationVerifier.withProvider",
                        "AttestationCheck.document",
                        "AttestationCheck.files",
                        "TestAnchor.of",
                        "AttestedClaims.<init>");
        assertThat(pool).hasAtLeastOneElementOfType(SimulatedAttestation.class);
        assertThat(pool).doesNotHaveAnyElementsOfTypes(VerifiedAttestation.class);
    }

    private void callAll(Executable executable, List<?> targets) {
        List<List<Object>> calls = List.of(List.of());
        for (Class<?> parameter : executable.getParameterTypes()) {
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> call : calls) {
                for (Object value : values(parameter)) {
                    List<Object> next = new ArrayList<>(call);
                    next.add(value);
                    longer.add(next);
                }
            }
            calls = longer.subList(0, Math.min(CALLS, longer.size()));
        }
        for (Object target : targets) {
            calls.forEach(arguments -> call(executable, target, arguments.toArray()));
        }
    }

    private void call(Executable executable, Object target, Object[] arguments) {
        try {
            Object result = executable instanceof Constructor<?> constructor
                    ? constructor.newInstance(arguments)
                    : ((Method) executable).invoke(target, arguments);
            if (result instanceof Optional<?> optional && optional.isPresent()) {
                pool.add(optional.get());
            }
            if (result != null && values(result.getClass()).size() < VALUES) {
                pool.add(result);
            }
            assertThat(result instanceof VerifiedAttestation)
                    .as(executable.toString())
                    .isFalse();
        } catch (InvocationTargetException e) {
            // Refused, for whatever reason: this path leads nowhere.
            assertThat(e.getCause()).isInstanceOf(Exception.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(executable.toString(), e);
        }
        String name = executable instanceof Constructor<?> ? "<init>" : executable.getName();
        called.add(executable.getDeclaringClass().getSimpleName() + "." + name);
    }

    private List<Object> values(Class<?> type) {
        Class<?> boxed = type == int.class ? Integer.class : type == boolean.class ? Boolean.class : type;
        List<Object> values = new ArrayList<>();
        for (Object value : pool) {
            if (boxed.isInstance(value) && values.size() < VALUES) {
                values.add(value);
            }
        }
        if (type == List.class) {
            values.add(List.of());
        }
        if (type.isEnum()) {
            values.addAll(List.of(type.getEnumConstants()).subList(0, 1));
        }
        return values;
    }

    /** Returns every public type of the package, nested ones included. */
    private static List<Class<?>> publicTypes() throws Exception {
        URI code = AttestationVerifier.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        Path folder = Path.of(code).resolve("dev/teerex/attestation");
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.startsWith("package-info")) {
                    Class<?> type = Class.forName("dev.teerex.attestation." + name.replace(".class", ""));
                    if (Modifier.isPublic(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
        }
        assertThat(types).contains(AttestationVerifier.class, VerificationTime.At.class, TestAnchor.class);
        return types;
    }
}
