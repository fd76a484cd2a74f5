"""What the embedded heads tell apart: families of alike sub-concepts, and neutral classes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Sub-concepts that share one operating point, because they look alike and belong to one rule."""

    name: str
    rule: str
    concepts: tuple[str, ...]


FAMILIES = (
    Family("venue", "entertainment_venue", ("bar", "nightclub", "casino", "karaoke")),
    Family("sauna", "entertainment_venue", ("sauna",)),
    Family("casino", "gambling", ("casino",)),
    Family("luxury_car", "luxury_car", ("luxury_car",)),
    Family("palace", "luxury_property", ("palace",)),
    Family("mansion", "luxury_property", ("mansion",)),
    Family("luxury_interior", "luxury_property", ("luxury_interior",)),
    Family("yacht", "luxury_property", ("yacht",)),
    Family("private_jet", "luxury_property", ("private_jet",)),
    Family("watch_jewellery", "luxury_property", ("watch_jewellery",)),
    Family("restaurant", "restaurant_feast", ("restaurant", "banquet")),
    Family("alcohol", "alcohol_tobacco", ("bottle_or_glass", "drinker")),
    Family("smoking", "alcohol_tobacco", ("smoker", "hookah")),
    Family("religious_building", "religious_display", ("church_outside", "mosque_outside", "temple")),
    Family("worship", "religious_display", ("church_inside", "mosque_inside", "clergy")),
    Family("religious_object", "religious_display", ("religious_object",)),
    Family("weapon", "weapons", ("weapon",)),
    Family("drugs", "prohibited_substances", ("drugs",)),
    Family("swimwear", "indecent_appearance", ("swimwear",)),
)

# Families that were told from neutral pictures of unseen owners too rarely, or at the price of too many false
# alarms (the model card says how rarely): they are trained and never warn.
BLIND = frozenset({"luxury_interior", "private_jet", "drugs", "swimwear"})

NEUTRAL = (
    "auditorium",
    "boat_deck",
    "canteen_or_home_food",
    "chalet",
    "classroom",
    "coffee",
    "construction",
    "crowd",
    "dining_room",
    "document",
    "drawing",
    "face",
    "food_court",
    "government_blog",
    "harbor",
    "home",
    "hospital",
    "lobby",
    "meeting",
    "museum",
    "nature",
    "object",
    "office",
    "ordinary_car",
    "podium",
    "pool",
    "portrait",
    "poster",
    "award",
    "sport",
    "stage",
    "street",
    "volunteers",
)

# Next door to a sub-concept: a harbour full of yachts, a coffee shop. A picture's likeness to them is
# no evidence against the family (`heads.OTHERS`), or yachts in harbours and restaurants would be missed.
NEAR = frozenset({"boat_deck", "coffee", "dining_room", "food_court", "harbor"})

CONCEPTS = tuple(dict.fromkeys(c for family in FAMILIES for c in family.concepts)) + NEUTRAL
