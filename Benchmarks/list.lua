-- wrk: GET Orders, pages of 50 by State and EntityId, of a company by chance.
-- wrk … -s list.lua URL -- COMPANIES TOKEN
local states = { "Created", "Pending", "Processed", "Cancelled", "Completed" }
local companies

function init(arguments)
  math.randomseed(42)
  companies = tonumber(arguments[1])
  wrk.headers["Authorization"] = "Bearer " .. arguments[2]
end

function request()
  return wrk.format("GET", string.format(
    "/v1/Companies(%d)/Orders?$filter=State%%20eq%%20'%s'%%20and%%20EntityId%%20eq%%20%d&$top=50",
    1000000 + math.random(companies), states[math.random(5)], math.random(4)))
end
