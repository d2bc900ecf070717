package dev.millrace.launcher.population;

import dev.millrace.launcher.chance.Chance;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.datafaker.Faker;

/** Names of people and companies from Datafaker, a fixed pool for each seed. Safe for threads. */
public final class Names {

    private static final int FIRST_NAMES = 400;
    private static final int LAST_NAMES = 1_500;
    private static final int COMPANIES = 250;
    private static final int OCCUPATIONS = 80;

    private final List<String> firstNames;
    private final List<String> lastNames;
    private final List<String> companies;
    private final List<String> occupations;

    public Names(long seed) {
        Faker faker = new Faker(Locale.ENGLISH, new Random(seed));
        this.firstNames = pool(FIRST_NAMES, faker.name()::firstName);
        this.lastNames = pool(LAST_NAMES, faker.name()::lastName);
        this.companies = pool(COMPANIES, faker.company()::name);
        this.occupations = pool(OCCUPATIONS, faker.job()::title);
    }

    private static List<String> pool(int size, Supplier<String> name) {
        return Stream.generate(name).limit(size).toList();
    }

    String firstName(Chance chance) {
        return chance.oneOf(firstNames);
    }

    String lastName(Chance chance) {
        return chance.oneOf(lastNames);
    }

    String company(Chance chance) {
        return chance.oneOf(companies);
    }

    String occupation(Chance chance) {
        return chance.oneOf(occupations);
    }
}
