-- Great-circle distance on a sphere of 6,371 km (R. W. Sinnott, Virtues of the Haversine, 1984).
select 2 * 6371 * asin(sqrt(
    power(sin(radians(lat2 - lat1) / 2), 2)
    + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians(lon2 - lon1) / 2), 2)
))
