package dev.millrace.launcher.population;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.chance.Zipf;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * The words of the trades and studies that the people have; each list starts with the commonest.
 */
public final class Vocabulary {

    /** Something people can do and projects ask for. */
    public static final List<String> SKILLS =
            List.of(
                    "Carpentry",
                    "Concrete",
                    "Project Management",
                    "Electrical Wiring",
                    "Framing",
                    "Estimating",
                    "Plumbing",
                    "Welding",
                    "Drywall",
                    "Site Safety",
                    "Heavy Equipment",
                    "Roofing",
                    "HVAC",
                    "Blueprint Reading",
                    "Painting",
                    "Masonry",
                    "Scheduling",
                    "Surveying",
                    "Excavation",
                    "Demolition",
                    "Steel Erection",
                    "Landscaping",
                    "Tile Setting",
                    "Solar Installation",
                    "Pipefitting",
                    "Traffic Control",
                    "Paving",
                    "Glazing",
                    "Fire Protection",
                    "Waterproofing",
                    "Crane Operation",
                    "Cost Control",
                    "Quality Inspection",
                    "BIM Modelling",
                    "Contract Administration",
                    "Environmental Compliance",
                    "Scaffolding",
                    "Insulation",
                    "Low Voltage",
                    "Asbestos Abatement");

    /** Certificates that people hold and projects require. */
    public static final List<String> CERTIFICATIONS =
            List.of(
                    "OSHA10",
                    "OSHA30",
                    "First Aid CPR",
                    "Forklift Operator",
                    "C-10 Electrical",
                    "Class A CDL",
                    "LEED Green Associate",
                    "PMP",
                    "NCCCO Crane",
                    "AWS D1.1 Welder",
                    "EPA 608",
                    "HAZWOPER 40",
                    "Flagger",
                    "B General Building",
                    "C-36 Plumbing",
                    "Minority Business Enterprise");

    /** Subjects of courses; also the names of their categories. */
    static final List<String> CATEGORIES =
            List.of(
                    "Site Safety",
                    "Project Delivery",
                    "Business Basics",
                    "Electrical Trades",
                    "Mechanical Trades",
                    "Carpentry and Framing",
                    "Estimating and Bidding",
                    "Digital Construction",
                    "Green Building",
                    "Leadership",
                    "Mindful Movement",
                    "Personal Finance");

    /** What a course can be about; a title names one of them. */
    static final List<String> SUBJECTS =
            List.of(
                    "Fall Protection",
                    "Reading Blueprints",
                    "Contract Bidding",
                    "Scheduling a Job",
                    "Conductor Sizing",
                    "Concrete Mixes",
                    "Cash Flow for Contractors",
                    "Prevailing Wage",
                    "Heat Pumps",
                    "Solar Arrays",
                    "Trench Safety",
                    "Public Works Bonds",
                    "Roof Framing",
                    "Crew Leadership",
                    "Building Information Models",
                    "Quantity Takeoff",
                    "Change Orders",
                    "Welding Symbols",
                    "Stormwater Rules",
                    "Back Care for Trades",
                    "Breathing and Focus",
                    "Negotiation",
                    "Drone Surveys",
                    "Fire Stopping",
                    "Lean Construction",
                    "Hiring Apprentices",
                    "Energy Codes",
                    "Insurance and Liability");

    static final List<String> TAGS =
            List.of(
                    "safety",
                    "beginner",
                    "hands-on",
                    "certification",
                    "business",
                    "osha",
                    "code",
                    "video",
                    "bidding",
                    "short",
                    "electrical",
                    "management",
                    "tools",
                    "estimating",
                    "green",
                    "weekend",
                    "plumbing",
                    "wellness",
                    "finance",
                    "union",
                    "software",
                    "spanish",
                    "carpentry",
                    "welding",
                    "careers",
                    "law",
                    "roofing",
                    "surveying",
                    "drones",
                    "materials");

    static final List<String> SPECIALIZATION_CATEGORIES =
            List.of("Bodywork", "Mind and Stress", "Movement", "Nutrition Counsel");

    /** Practitioners' fields, four to a category and in the order of the categories. */
    static final List<String> SPECIALIZATIONS =
            List.of(
                    "Deep Tissue Massage",
                    "Acupressure",
                    "Craniosacral Work",
                    "Reflexology",
                    "Stress Coaching",
                    "Meditation Guidance",
                    "Sleep Coaching",
                    "Grief Support",
                    "Yoga Therapy",
                    "Posture Training",
                    "Pilates",
                    "Qigong",
                    "Sports Nutrition",
                    "Plant Based Diets",
                    "Weight Coaching",
                    "Ayurvedic Counsel");

    /** How a session can be held. */
    public static final List<String> SESSION_TYPES =
            List.of("video_call", "in_person", "phone_call", "chat");

    private static final List<Place> PLACES =
            List.of(
                    new Place("San Francisco", 37.7749, -122.4194),
                    new Place("Oakland", 37.8044, -122.2712),
                    new Place("San Jose", 37.3382, -121.8863),
                    new Place("Sacramento", 38.5816, -121.4944),
                    new Place("Berkeley", 37.8715, -122.2730),
                    new Place("Fremont", 37.5485, -121.9886),
                    new Place("Stockton", 37.9577, -121.2908),
                    new Place("Richmond", 37.9358, -122.3477),
                    new Place("Vallejo", 38.1041, -122.2566),
                    new Place("Santa Rosa", 38.4404, -122.7141),
                    new Place("Modesto", 37.6391, -120.9969),
                    new Place("Fresno", 36.7378, -119.7871),
                    new Place("Monterey", 36.6002, -121.8947),
                    new Place("Redding", 40.5865, -122.3917),
                    new Place("Reno", 39.5296, -119.8138),
                    new Place("Los Angeles", 34.0522, -118.2437));

    private static final Zipf SKILL_RANKS = new Zipf(SKILLS.size(), 0.7);
    private static final Zipf CERTIFICATION_RANKS = new Zipf(CERTIFICATIONS.size(), 0.9);
    private static final Zipf PLACE_RANKS = new Zipf(PLACES.size(), 0.9);

    /**
     * A town, or a point in or near it.
     *
     * @param latitude degrees north
     * @param longitude degrees east
     */
    public record Place(String town, double latitude, double longitude) {

        /** Degrees north with the six decimals that the tables keep. */
        public BigDecimal latitudeColumn() {
            return sixDecimals(latitude);
        }

        /** Degrees east with the six decimals that the tables keep. */
        public BigDecimal longitudeColumn() {
            return sixDecimals(longitude);
        }

        private static BigDecimal sixDecimals(double degrees) {
            return BigDecimal.valueOf(degrees).setScale(6, RoundingMode.HALF_UP);
        }
    }

    private Vocabulary() {}

    public static List<String> skills(Chance chance, int count) {
        return chance.someOf(SKILLS, count, SKILL_RANKS);
    }

    public static List<String> certifications(Chance chance, int count) {
        return chance.someOf(CERTIFICATIONS, count, CERTIFICATION_RANKS);
    }

    /** A place, or in one of ten cases none. */
    public static Optional<Place> placeIfTold(Chance chance) {
        return chance.happens(0.9) ? Optional.of(place(chance)) : Optional.empty();
    }

    /** A point a few kilometres around a town, the larger towns more often. */
    private static Place place(Chance chance) {
        Place town = PLACES.get(PLACE_RANKS.draw(chance));
        return new Place(
                town.town(),
                town.latitude() + chance.gaussian(0, 0.06),
                town.longitude() + chance.gaussian(0, 0.08));
    }
}
