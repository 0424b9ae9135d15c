package dev.teerex.updater.rig;

import dev.teerex.updater.rig.GitHubState.Pr;
import graphql.ErrorClassification;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherResult;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.Coercing;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.TypeResolver;
import graphql.schema.idl.InterfaceWiringEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.ScalarInfo;
import graphql.schema.idl.ScalarWiringEnvironment;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.UnionWiringEnvironment;
import graphql.schema.idl.WiringFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** GraphQL on GitHub's own schema: what the schema does not know cannot be asked, and cannot be answered. */
final class GitHubGraphQl {
    private static final Coercing<Object, Object> AS_IT_IS = new Coercing<>() {
        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Object parseValue(Object value, GraphQLContext context, Locale locale) {
            return value;
        }
    };

    private static final GraphQL GRAPHQL = build();

    private final GitHubState state;

    GitHubGraphQl(GitHubState state) {
        this.state = state;
    }

    private static GraphQL build() {
        Path file = NpmTools.modules().resolve("@octokit/graphql-schema/schema.graphql");
        TypeDefinitionRegistry types = new SchemaParser().parse(file.toFile());
        // GitHub publishes two fields of one type twice, which the specification does not allow.
        for (ObjectTypeDefinition type : types.getTypes(ObjectTypeDefinition.class)) {
            Map<String, FieldDefinition> fields = new LinkedHashMap<>();
            type.getFieldDefinitions().forEach(field -> fields.putIfAbsent(field.getName(), field));
            if (fields.size() < type.getFieldDefinitions().size()) {
                types.remove(type);
                types.add(type.transform(t -> t.fieldDefinitions(List.copyOf(fields.values()))));
            }
        }
        RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
                .wiringFactory(new Defaults())
                .type("Query", t -> t.dataFetcher("repository", env -> Map.of()))
                .type("Repository", t -> t.dataFetcher("pullRequest", env -> of(env).pullRequest(env)))
                .type("Mutation", t -> t.dataFetcher("enablePullRequestAutoMerge", env -> of(env).enable(env))
                        .dataFetcher("disablePullRequestAutoMerge", env -> of(env).disable(env)))
                .build();
        return GraphQL.newGraphQL(new SchemaGenerator().makeExecutableSchema(types, wiring))
                .build();
    }

    private static GitHubGraphQl of(DataFetchingEnvironment env) {
        return Objects.requireNonNull(env.getGraphQlContext().get(GitHubGraphQl.class));
    }

    Map<String, Object> execute(String query, Map<String, Object> variables) {
        return GRAPHQL.execute(ExecutionInput.newExecutionInput(query)
                        .variables(variables)
                        .graphQLContext(Map.of(GitHubGraphQl.class, this))
                        .build())
                .toSpecification();
    }

    private @Nullable Object pullRequest(DataFetchingEnvironment env) {
        int number = Objects.requireNonNull(env.<Integer>getArgument("number"));
        return state.pullRequest(number).map(this::fields).orElse(null);
    }

    private Map<String, Object> fields(Pr pr) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("number", pr.number);
        fields.put("state", pr.open ? "OPEN" : pr.merged ? "MERGED" : "CLOSED");
        fields.put("mergeStateStatus", state.observedStatus(pr));
        fields.put("headRefOid", state.head(pr));
        if (pr.autoMerge) {
            fields.put("autoMergeRequest", Map.of("enabledAt", "2026-11-01T00:00:00Z"));
        }
        return fields;
    }

    private DataFetcherResult<Object> enable(DataFetchingEnvironment env) {
        Map<String, Object> input = input(env);
        Pr pr = byId(input);
        if (!state.head(pr).equals(input.get("expectedHeadOid"))) {
            return refused("Head sha didn't match expected head");
        }
        if (!state.allowAutoMerge) {
            return refused("Auto merge is not allowed for this repository");
        }
        String status = state.status(pr);
        if (status.equals("CLEAN")) {
            return refused("Pull request Pull request is in clean status");
        }
        if (status.equals("UNSTABLE") && state.refusesUnstable) {
            return refused("Pull request Pull request is in unstable status");
        }
        pr.autoMerge = true;
        return DataFetcherResult.newResult()
                .data(Map.of("pullRequest", fields(pr)))
                .build();
    }

    private DataFetcherResult<Object> disable(DataFetchingEnvironment env) {
        Pr pr = byId(input(env));
        pr.autoMerge = false;
        return DataFetcherResult.newResult()
                .data(Map.of("pullRequest", fields(pr)))
                .build();
    }

    private static Map<String, Object> input(DataFetchingEnvironment env) {
        return Objects.requireNonNull(env.<Map<String, Object>>getArgument("input"));
    }

    private Pr byId(Map<String, Object> input) {
        String id = Objects.requireNonNull((String) input.get("pullRequestId"));
        return state.pullRequest(Integer.parseInt(id.substring(3))).orElseThrow();
    }

    private static DataFetcherResult<Object> refused(String message) {
        return DataFetcherResult.newResult()
                .error(GraphqlErrorBuilder.newError()
                        .message(message)
                        .errorType(ErrorClassification.errorClassification("UNPROCESSABLE"))
                        .build())
                .build();
    }

    /** GitHub's scalars pass as they are, and no test asks for an interface or a union. */
    private static final class Defaults implements WiringFactory {
        @Override
        public boolean providesScalar(ScalarWiringEnvironment env) {
            return !ScalarInfo.isGraphqlSpecifiedScalar(
                    env.getScalarTypeDefinition().getName());
        }

        @Override
        public GraphQLScalarType getScalar(ScalarWiringEnvironment env) {
            return GraphQLScalarType.newScalar()
                    .name(env.getScalarTypeDefinition().getName())
                    .coercing(AS_IT_IS)
                    .build();
        }

        @Override
        public boolean providesTypeResolver(InterfaceWiringEnvironment env) {
            return true;
        }

        @Override
        public TypeResolver getTypeResolver(InterfaceWiringEnvironment env) {
            return ignored -> null;
        }

        @Override
        public boolean providesTypeResolver(UnionWiringEnvironment env) {
            return true;
        }

        @Override
        public TypeResolver getTypeResolver(UnionWiringEnvironment env) {
            return ignored -> null;
        }
    }
}
